import { render, type RenderResult } from "@testing-library/svelte";
import type { Component } from "svelte";
import type { Host } from "$lib/host";
import { App } from "$lib/state/app.svelte";
import Harness from "./Harness.svelte";
import { fakeHost, type FakeHost } from "./host";

/** A view or part as it stands in the window, with everything the window has asked for at its start. */
export interface Rendered {
  app: App;
  host: FakeHost;
  view: RenderResult<typeof Harness>;
  container: HTMLElement;
}

/** Renders a part with an application around it that was given `answers`. */
export async function renderView<Props extends Record<string, unknown>>(
  component: Component<Props>,
  props: Props,
  answers: { [K in keyof Host]?: Host[K] } = {},
): Promise<Rendered> {
  const host = fakeHost(answers);
  const app = new App(host);
  await app.start();
  const view = render(Harness, { props: { app, component: component as never, props } });
  return { app, host, view, container: view.container };
}
