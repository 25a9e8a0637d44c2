import { fireEvent, render, screen } from "@testing-library/svelte";
import { describe, expect, it, vi } from "vitest";
import { expectAccessible } from "../../test/axe";
import { text } from "../../test/snippet";
import {
  Checkbox,
  FilterSelect,
  PasswordField,
  SearchField,
  Segmented,
  Select,
  Switch,
  TextArea,
  TextField,
} from ".";

describe("a text field", () => {
  it("is named by its label and described by what is wrong and its hint", async () => {
    const { container } = render(TextField, {
      label: "Address",
      value: "http://ctvl-us-1.pay.example",
      hint: "As in the browser.",
      error: "http sends the password in the clear. Use https.",
      icon: "plug",
      trailing: text("beside"),
    });
    const input = screen.getByRole<HTMLInputElement>("textbox", { name: "Address" });
    expect(input.value).toBe("http://ctvl-us-1.pay.example");
    expect(input.getAttribute("aria-invalid")).toBe("true");
    const described = input.getAttribute("aria-describedby")?.split(" ") ?? [];
    expect(described.map((id) => document.getElementById(id)?.textContent?.trim())).toEqual([
      "http sends the password in the clear. Use https.",
      "As in the browser.",
    ]);
    await expectAccessible(container);
  });

  it("says when what was typed is right", async () => {
    const { container } = render(TextField, {
      label: "Host name",
      value: "ctvl-prd-1",
      confirmed: "Matches",
    });
    expect(screen.getByRole("status").textContent).toContain("Matches");
    expect(screen.getByRole("textbox").hasAttribute("aria-invalid")).toBe(false);
    await expectAccessible(container);
  });

  it("does not help along where names and addresses are typed", () => {
    render(TextField, { label: "Login" });
    const input = screen.getByRole("textbox");
    expect(input.getAttribute("autocomplete")).toBe("off");
    expect(input.getAttribute("spellcheck")).toBe("false");
    expect(input.getAttribute("autocapitalize")).toBe("none");
  });
});

describe("a password field", () => {
  it("hides what is typed until it is asked to show it", async () => {
    const { container } = render(PasswordField, { label: "Password", value: "tr0ub4dor" });
    const input = screen.getByLabelText<HTMLInputElement>("Password");
    expect(input.type).toBe("password");
    await fireEvent.click(screen.getByRole("button", { name: "Show password" }));
    expect(input.type).toBe("text");
    expect(input.value, "what was typed stays").toBe("tr0ub4dor");
    await fireEvent.click(screen.getByRole("button", { name: "Hide password" }));
    expect(input.type).toBe("password");
    await expectAccessible(container);
  });
});

it("a text area is labelled", async () => {
  const { container } = render(TextArea, { label: "Note", hint: "Why it was made.", maxlength: 200 });
  expect(screen.getByRole("textbox", { name: "Note", description: "Why it was made." })).toBeTruthy();
  await expectAccessible(container);
});

describe("a check box and a switch", () => {
  it("tell what they became", async () => {
    const [checked, switched] = [vi.fn(), vi.fn()];
    const box = render(Checkbox, { label: "Exclude counters", hint: "Smaller.", onchange: checked });
    await fireEvent.click(
      screen.getByRole("checkbox", { name: "Exclude counters", description: "Smaller." }),
    );
    expect(checked).toHaveBeenCalledWith(true);
    await expectAccessible(box.container);

    const toggle = render(Switch, { label: "Safety backup", checked: true, onchange: switched });
    await fireEvent.click(screen.getByRole("switch", { name: "Safety backup" }));
    expect(switched).toHaveBeenCalledWith(false);
    await expectAccessible(toggle.container);
  });

  it("have a name where none is seen", () => {
    render(Checkbox, { label: "Select Payments EU", labelHidden: true, indeterminate: true });
    const box = screen.getByRole<HTMLInputElement>("checkbox", { name: "Select Payments EU" });
    expect(box.indeterminate).toBe(true);
    expect(screen.queryByText("Select Payments EU")).toBeNull();
  });
});

describe("a segmented control", () => {
  const options = [
    { value: "production", label: "Production" },
    { value: "standby", label: "Standby" },
    { value: "practice", label: "Practice" },
  ];

  it("is one stop for the keyboard, and the arrows choose", async () => {
    const onchange = vi.fn();
    const { container } = render(Segmented, { label: "Role", value: "production", options, onchange });
    const parts = screen.getAllByRole("radio");
    expect(parts.map((part) => part.tabIndex)).toEqual([0, -1, -1]);
    const [first, second, third] = parts;
    if (!first || !second || !third) throw new Error("three parts were asked for");

    await fireEvent.keyDown(first, { key: "ArrowRight" });
    expect(onchange).toHaveBeenLastCalledWith("standby");
    expect(document.activeElement).toBe(second);
    expect(second.getAttribute("aria-checked")).toBe("true");
    await fireEvent.keyDown(second, { key: "End" });
    expect(onchange).toHaveBeenLastCalledWith("practice");
    await fireEvent.keyDown(third, { key: "ArrowRight" });
    expect(onchange, "it goes round").toHaveBeenLastCalledWith("production");
    await expectAccessible(container);
  });

  it("does not tell what is chosen already", async () => {
    const onchange = vi.fn();
    render(Segmented, { label: "Role", value: "production", options, onchange });
    await fireEvent.click(screen.getByRole("radio", { name: "Production" }));
    expect(onchange).not.toHaveBeenCalled();
  });
});

it("a filter and a choice are the system's own lists", async () => {
  const onchange = vi.fn();
  const options = [
    { value: "all", label: "All" },
    { value: "payments", label: "Payments EU" },
  ];
  const filter = render(FilterSelect, { label: "Appliance", value: "all", options, onchange });
  await fireEvent.change(screen.getByRole("combobox", { name: "Appliance" }), {
    target: { value: "payments" },
  });
  expect(onchange).toHaveBeenCalledWith("payments");
  await expectAccessible(filter.container);

  const select = render(Select, { label: "Language", labelHidden: true, value: "all", options });
  expect(screen.getByRole("combobox", { name: "Language" })).toBeTruthy();
  await expectAccessible(select.container);
});

describe("a search field", () => {
  it("is cleared by Escape, which goes on only when there is nothing to clear", async () => {
    const [oninput, escaped] = [vi.fn(), vi.fn()];
    document.addEventListener("keydown", escaped);
    const { container } = render(SearchField, { label: "Search", shortcut: "Ctrl F", oninput });
    const input = screen.getByRole<HTMLInputElement>("searchbox", { name: "Search" });
    expect(container.textContent).toContain("Ctrl F");

    await fireEvent.input(input, { target: { value: "pay" } });
    expect(oninput).toHaveBeenLastCalledWith("pay");
    await fireEvent.keyDown(input, { key: "Escape" });
    expect(input.value).toBe("");
    expect(oninput).toHaveBeenLastCalledWith("");
    expect(escaped, "the first Escape is the field's own").not.toHaveBeenCalled();

    await fireEvent.keyDown(input, { key: "Escape" });
    expect(escaped).toHaveBeenCalledOnce();
    document.removeEventListener("keydown", escaped);
    await expectAccessible(container);
  });
});
