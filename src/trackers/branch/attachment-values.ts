/** Attachments and applied commits as JSON values of an issue's front matter, both ways. */
import type { AppliedCommit, Attachment } from "../../core/issue/issue.ts";
import { asCount, asText, type Check, isRecord } from "./field-values.ts";

export const asAttachment: Check<Attachment> = (value) => {
  if (!isRecord(value)) return undefined;
  const { name, sha256, size, description, path } = value;
  const isNamed = typeof name === "string" && name !== "";
  const isHashed = typeof sha256 === "string" && /^[0-9a-f]{64}$/.test(sha256);
  if (!isNamed || !isHashed || asCount(size) === undefined) return undefined;
  const [said, from] = [description, path].map((text) => (text == null ? null : asText(text)));
  if (said === undefined || from === undefined) return undefined;
  return { id: sha256.slice(0, 12), name, sha256, size: size as number, description: said, path: from };
};

export function toAttachmentValue({ id, name, sha256, size, description, path }: Attachment): unknown {
  const optional = { ...(description === null ? {} : { description }), ...(path === null ? {} : { path }) };
  return { id, name, sha256, size, ...optional };
}

export const asCommit: Check<AppliedCommit> = (value) => {
  if (!isRecord(value)) return undefined;
  const { sha, action } = value;
  return typeof sha === "string" && typeof action === "string" ? { sha, action } : undefined;
};
