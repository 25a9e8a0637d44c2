import { tick } from "svelte";
import { fireEvent } from "@testing-library/svelte";

// What a browser does with keys and a test environment leaves out, so that a flow can be walked by keyboard alone.

const FOCUSABLE = "a[href], button:not(:disabled), input:not(:disabled), select, textarea, [tabindex='0']";

/** What Tab reaches, in its order: of a group of radio buttons only the chosen one. */
function stops(): HTMLElement[] {
  return [...document.querySelectorAll<HTMLElement>(FOCUSABLE)].filter((element) => {
    if (element.tabIndex < 0 || element.closest("[hidden], [inert]")) return false;
    if (!(element instanceof HTMLInputElement) || element.type !== "radio") return true;
    const group = radios(element);
    return element.checked || (!group.some(({ checked }) => checked) && group[0] === element);
  });
}

function radios({ name }: HTMLInputElement): HTMLInputElement[] {
  return [...document.querySelectorAll<HTMLInputElement>("input[type=radio]")].filter(
    (radio) => radio.name === name,
  );
}

/** Presses a key where the focus is; " " is the space bar. */
export async function press(key: string, shift = false): Promise<void> {
  const at = (document.activeElement ?? document.body) as HTMLElement;
  const allowed = await fireEvent.keyDown(at, { key, shiftKey: shift });
  if (allowed) await natively(at, key, shift);
  await fireEvent.keyUp(at, { key, shiftKey: shift });
  await tick();
}

async function natively(at: HTMLElement, key: string, shift: boolean): Promise<void> {
  if (key === "Tab") {
    const all = stops();
    const index = all.indexOf(at);
    const after = all.find((one) => at.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING);
    const next = index < 0 ? (after ?? all[0]) : all[(index + (shift ? -1 : 1) + all.length) % all.length];
    next?.focus();
  } else if (at instanceof HTMLButtonElement && (key === "Enter" || key === " ")) {
    await fireEvent.click(at);
  } else if (at instanceof HTMLAnchorElement && key === "Enter") {
    await fireEvent.click(at);
  } else if (at instanceof HTMLInputElement && at.type === "checkbox" && key === " ") {
    await fireEvent.click(at);
  } else if (at instanceof HTMLInputElement && at.type === "radio" && key.startsWith("Arrow")) {
    const group = radios(at);
    const step = key === "ArrowDown" || key === "ArrowRight" ? 1 : -1;
    const next = group[(group.indexOf(at) + step + group.length) % group.length];
    next?.focus();
    if (next) await fireEvent.click(next);
  } else if (at instanceof HTMLInputElement && key === "Enter" && at.form) {
    at.form.requestSubmit();
  }
}

/** Tabs until something of this name has the focus; fails if Tab never reaches it. */
export async function tabTo(name: string | RegExp, shift = false): Promise<HTMLElement> {
  const wanted = (element: HTMLElement) =>
    typeof name === "string" ? nameOf(element) === name : name.test(nameOf(element));
  for (let tries = stops().length; tries >= 0; tries -= 1) {
    await press("Tab", shift);
    const at = document.activeElement as HTMLElement;
    if (wanted(at)) return at;
  }
  throw new Error(`Tab reaches nothing named ${String(name)}, only: ${stops().map(nameOf).join(", ")}`);
}

/** Types into the field that has the focus. */
export async function type(text: string): Promise<void> {
  const at = document.activeElement as HTMLInputElement;
  await fireEvent.input(at, { target: { value: at.value + text } });
}

function nameOf(element: HTMLElement): string {
  const label = element.getAttribute("aria-label");
  if (label) return label;
  const text =
    element instanceof HTMLInputElement
      ? [...(element.labels ?? [])].map((one) => one.textContent).join(" ")
      : element.textContent;
  return (text ?? "").replaceAll(/\s+/g, " ").trim();
}
