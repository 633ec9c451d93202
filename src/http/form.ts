/** One file as `multipart/form-data`, in pieces and with its length: Bitbucket refuses a body without one. */
import type { FormFile, StreamBody } from "./call.ts";

/** No file holds it by chance; the same for every form, so that a repeat is the same request. */
const boundary = "spectryn-7d1f0a5c9b3e4862";

export function formHeaders(form: FormFile): Record<string, string> {
  const { type, size } = makeForm(form);
  return { "content-type": type, "content-length": String(size) };
}

export function makeForm({ field, name, size, open }: FormFile): StreamBody {
  const disposition = `form-data; name="${field}"; filename="${quoted(name)}"`;
  const head = encode(
    `--${boundary}\r\nContent-Disposition: ${disposition}\r\nContent-Type: application/octet-stream\r\n\r\n`,
  );
  const tail = encode(`\r\n--${boundary}--\r\n`);
  return {
    type: `multipart/form-data; boundary=${boundary}`,
    size: head.length + size + tail.length,
    async *open() {
      yield head;
      yield* open();
      yield tail;
    },
  };
}

/** As browsers write it: quotes and line ends as percent signs, everything else as it is. */
function quoted(name: string): string {
  return name.replaceAll('"', "%22").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
