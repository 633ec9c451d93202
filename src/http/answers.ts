/** From what came over the wire to an answer, a failure, or an error that says what came instead. */
import { parseBody, titleOf } from "./body.ts";
import type { Answer, FailedAnswer, HeaderReader, HostRules, HttpCall } from "./call.ts";
import { badAnswer, type Shown } from "./failures.ts";
import { type Redact, redactData } from "./secrets.ts";
import type { Sent } from "./verdict.ts";

/** `null` for 200-299. */
export function readFailure(
  sent: Sent,
  shown: Shown,
  rules: HostRules,
  redact: Redact,
  hasLogin: boolean,
): FailedAnswer | null {
  if (sent.status >= 200 && sent.status < 300) return null;
  const body = parseBody(sent.text);
  const json = body.kind === "json" ? body.value : undefined;
  const words = rules.messageOf(json) ?? (body.kind === "page" ? titleOf(body.text) : sent.text.trim());
  const message = oneLine(words ?? "");
  return {
    ...shown,
    status: sent.status,
    headers: sent.headers,
    text: redact(sent.text),
    json: redactData(json, redact),
    message: message === "" ? null : redact(message),
    requestId: requestIdOf(sent.headers),
    hasLogin,
  };
}

/** The answer as the schema wants it; everything else is an error that says what came instead. */
export function readAnswer<T>(sent: Sent, call: HttpCall<T>, shown: Shown, redact: Redact): Answer<T> {
  const body = parseBody(sent.text);
  if (body.kind === "page") {
    const title = titleOf(body.text);
    throw badAnswer(
      shown,
      {
        title: `the host answered ${sent.status} with a web page instead of data${title === null ? "" : `: "${title}"`}`,
        hint: "A login page or a proxy stands in front of Bitbucket, or base_url is not its address.",
        data: { status: sent.status, body: "page" },
      },
      redact,
    );
  }
  if (body.kind === "text") {
    const start = oneLine(body.text).slice(0, 80);
    throw badAnswer(
      shown,
      { title: `the host answered with something that is no JSON: ${start}`, data: { body: "text" } },
      redact,
    );
  }
  const parsed = call.schema.safeParse(body.kind === "empty" ? undefined : body.value);
  if (parsed.success) {
    return { value: parsed.data, status: sent.status, headers: sent.headers, url: redact(sent.url.href) };
  }
  const issues = parsed.error.issues.map((issue) => `${issue.path.join(".") || "answer"}: ${issue.message}`);
  const title =
    body.kind === "empty"
      ? "the host answered with nothing where data was expected"
      : `the host's answer has another form than expected: ${issues.slice(0, 3).join("; ")}`;
  throw badAnswer(shown, { title, data: { body: body.kind, issues } }, redact);
}

/** One line without control characters: a host must not steer the terminal. */
function oneLine(text: string): string {
  const plain = text.replace(/\p{Cc}+/gu, " ").trim();
  return plain.length > 500 ? `${plain.slice(0, 500)}...` : plain;
}

function requestIdOf(headers: HeaderReader): string | null {
  return (
    ["x-request-id", "x-arequestid", "atl-traceid"].map((name) => headers.get(name)).find(Boolean) ?? null
  );
}
