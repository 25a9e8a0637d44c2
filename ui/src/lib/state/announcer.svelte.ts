/** What a screen reader is told: stages and results politely, failures at once. */
export class Announcer {
  polite = $state("");
  assertive = $state("");

  say(text: string): void {
    this.polite = text;
  }

  interrupt(text: string): void {
    this.assertive = text;
  }
}
