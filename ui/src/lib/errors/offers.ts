import type { Offer } from "$lib/contract";
import { m } from "../../paraglide/messages";

const labels: Record<Offer, () => string> = {
  tryAgain: m.offer_try_again,
  backUpWithoutCounters: m.offer_back_up_without_counters,
  enterPassword: m.offer_enter_password,
  unlockKeyring: m.offer_unlock_keyring,
  enterPasswordOnce: m.offer_enter_password_once,
  compareCertificate: m.offer_compare_certificate,
  editAppliance: m.offer_edit_appliance,
  chooseFolder: m.offer_choose_folder,
  chooseKey: m.offer_choose_key,
  chooseArchive: m.offer_choose_archive,
  findAnotherCopy: m.offer_find_another_copy,
  showAnswer: m.offer_show_answer,
  nodeAlreadyLost: m.offer_node_already_lost,
  keepWaiting: m.offer_keep_waiting,
  loginScreenSeen: m.offer_login_screen_seen,
  planAgain: m.offer_plan_again,
  updateApp: m.offer_update_app,
};

/** The words on the button of a cure. */
export function offerLabel(offer: Offer): string {
  return labels[offer]();
}
