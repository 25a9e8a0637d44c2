import axe from "axe-core";
import { expect } from "vitest";

/** Fails with what a screen reader or keyboard would stumble over. Colours are checked in the real window. */
export async function expectAccessible(container: Element): Promise<void> {
  const { violations } = await axe.run(container, { rules: { "color-contrast": { enabled: false } } });
  expect(violations.map(({ id, help, nodes }) => `${id}: ${help} (${nodes[0]?.html ?? ""})`)).toEqual([]);
}
