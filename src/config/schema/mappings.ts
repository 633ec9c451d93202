/** The tables of the configuration: words of a spec to the host's words, people of a spec to the host's users. */
import * as z from "zod/mini";
import { writablePriorities, writableStates } from "../../core/item/mapping.ts";
import { option } from "./option.ts";
import { text } from "./values.ts";

const word = z.string().check(z.refine((key) => key.trim() !== "", "has an empty word as a key"));

export const mappingShape = {
  status_mapping: option(z._default(z.record(word, z.enum(writableStates)), {}), {
    meaning:
      "Status words of the spec and the state each stands for. Entries override the built-in table one by one and add new words.",
    example: '{ "in progress": open, done: resolved }',
    defaultText: "the built-in words",
  }),
  priority_mapping: option(z._default(z.record(word, z.enum(writablePriorities)), {}), {
    meaning:
      "Priority words of the spec and the priority each stands for. Entries override the built-in table one by one and add new words.",
    example: "{ high: major, low: trivial }",
    defaultText: "the built-in words",
  }),
  users: option(z._default(z.record(word, text), {}), {
    meaning: "People as specs name them (@dana) and the host's user: account id, e-mail, nickname or slug.",
    example: "{ dana: dana@example.com }",
  }),
};
