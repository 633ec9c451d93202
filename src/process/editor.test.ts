import { describe, expect, it } from "vitest";
import { runEditor, splitWords } from "./editor.ts";

describe("the command of an editor", () => {
  it.each([
    ["vi", ["vi"]],
    ["  code --wait ", ["code", "--wait"]],
    [`'/opt/my editor/ed' -c "set ft=\\"md\\""`, ["/opt/my editor/ed", "-c", 'set ft="md"']],
    ["/opt/my\\ editor", ["/opt/my editor"]],
    ["", []],
  ])("%s", (command, words) => {
    expect(splitWords(command)).toEqual(words);
  });

  it("that is not there is an error with the way on", async () => {
    await expect(runEditor("spectryn-no-such-editor", "x.md", process.env)).rejects.toMatchObject({
      code: "program-missing",
      hint: expect.stringContaining("EDITOR"),
    });
  });

  it("that ends with an error says where the text is, and interrupts come back to us", async () => {
    const listener = () => {};
    process.on("SIGINT", listener);
    const fail = `"${process.execPath}" -e "process.exit(3)"`;
    await expect(runEditor(fail, "x.md", process.env)).rejects.toMatchObject({
      message: "the editor ended with 3; nothing was written",
      data: { file: "x.md" },
    });
    expect(process.listeners("SIGINT")).toContain(listener);
    process.off("SIGINT", listener);
  });
});
