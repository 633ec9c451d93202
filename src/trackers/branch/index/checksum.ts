/** What tells a file of the index that was damaged from one that was not; against nobody's intent. */
import { crc32 } from "node:zlib";

export function checksum(text: string): string {
  return crc32(text).toString(16).padStart(8, "0");
}
