// What every view is made of.
export { default as Bones } from "./Bones.svelte";
export { default as Button } from "./Button.svelte";
export { default as Bytes } from "./Bytes.svelte";
export { default as Chart } from "./Chart.svelte";
export { default as Checkbox } from "./Checkbox.svelte";
export { default as Checklist } from "./Checklist.svelte";
export { default as Code } from "./Code.svelte";
export { default as Combobox } from "./Combobox.svelte";
export { default as CompareTable } from "./CompareTable.svelte";
export { default as ConfirmDialog } from "./ConfirmDialog.svelte";
export { default as ConsequenceList } from "./ConsequenceList.svelte";
export { default as CopyButton } from "./CopyButton.svelte";
export { default as DayStrip } from "./DayStrip.svelte";
export { default as Dialog } from "./Dialog.svelte";
export { default as Dot } from "./Dot.svelte";
export { default as Empty } from "./Empty.svelte";
export { default as FailureNotice } from "./FailureNotice.svelte";
export { default as Facts } from "./Facts.svelte";
export { default as FilterSelect } from "./FilterSelect.svelte";
export { default as Hash } from "./Hash.svelte";
export { default as Icon } from "./Icon.svelte";
export { default as Kbd } from "./Kbd.svelte";
export { default as Menu } from "./Menu.svelte";
export { default as Notice } from "./Notice.svelte";
export { default as NoticeList } from "./NoticeList.svelte";
export { default as Panel } from "./Panel.svelte";
export { default as PasswordField } from "./PasswordField.svelte";
export { default as Progress } from "./Progress.svelte";
export { default as Prose } from "./Prose.svelte";
export { default as SearchField } from "./SearchField.svelte";
export { default as Segmented } from "./Segmented.svelte";
export { default as Select } from "./Select.svelte";
export { default as Stages } from "./Stages.svelte";
export { default as State } from "./State.svelte";
export { default as Stepper } from "./Stepper.svelte";
export { default as Switch } from "./Switch.svelte";
export { default as Tag } from "./Tag.svelte";
export { default as TextArea } from "./TextArea.svelte";
export { default as TextField } from "./TextField.svelte";
export { default as Time } from "./Time.svelte";
export type { IconName } from "./icons";
export { archiveLooks, endingLooks, protectionLooks, type Look } from "./looks";
export { tooltip } from "./tooltip";
export type { DotTone, StateTone } from "./tones";
export type {
  ChecklistTask,
  ComboOption,
  ComparedRow,
  Consequence,
  Fact,
  ListedNotice,
  MenuItem,
  NoticeTone,
  StageLine,
} from "./shapes";
