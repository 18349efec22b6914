#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/ids.h"
#include "base/names.h"
#include "base/time.h"
#include "format/fields.h"

/// Acts about the agreement itself: instruments, holds, declarations to the partner. See `body.h`.
namespace entente::act {

using format::field;

/// The authority that gives an instrument for its party: demanded where the agreement's text says
/// which ones may (Art. 21), and one of those then.
using GivenBy = std::optional<Name>;

/// A party signs the agreement whose text digest stands in the signature's header.
struct AgreementSign {
  static constexpr std::string_view kType = "agreement.sign";
  ActId id;
  std::string place;
  GivenBy authority = std::nullopt;
  static constexpr auto fields() {
    return members(field("id", &AgreementSign::id), field("place", &AgreementSign::place),
                   field("authority", &AgreementSign::authority));
  }
};

/// Art. 21(1): this party's legal requirements for entry into force are met.
struct AgreementNotify {
  static constexpr std::string_view kType = "agreement.notify";
  ActId id;
  std::string note;
  GivenBy authority = std::nullopt;
  static constexpr auto fields() {
    return members(field("id", &AgreementNotify::id), field("note", &AgreementNotify::note),
                   field("authority", &AgreementNotify::authority));
  }
};

/// Art. 21(3): notice of the intention to terminate.
struct AgreementNotice {
  static constexpr std::string_view kType = "agreement.notice";
  ActId id;
  std::string note;
  GivenBy authority = std::nullopt;
  static constexpr auto fields() {
    return members(field("id", &AgreementNotice::id), field("note", &AgreementNotice::note),
                   field("authority", &AgreementNotice::authority));
  }
};

/// The instruments that speak about an earlier one. They differ in type alone.
struct EarlierInstrument {
  ActId id;
  ActId refers_to;
  std::string note;
  GivenBy authority = std::nullopt;
  static constexpr auto fields() {
    return members(
        field("id", &EarlierInstrument::id), field("refers_to", &EarlierInstrument::refers_to),
        field("note", &EarlierInstrument::note), field("authority", &EarlierInstrument::authority));
  }
};
struct AgreementSuspendNotice : EarlierInstrument {
  static constexpr std::string_view kType = "agreement.suspend-notice";
};
struct AgreementReviveNotice : EarlierInstrument {
  static constexpr std::string_view kType = "agreement.revive-notice";
};
struct AgreementWithdrawNotice : EarlierInstrument {
  static constexpr std::string_view kType = "agreement.withdraw-notice";
};
struct AgreementWithdrawSuspension : EarlierInstrument {
  static constexpr std::string_view kType = "agreement.withdraw-suspension";
};

/// A party consents to a text, proposed here or by the act that `refers_to` names. In effect with
/// the last party's consent. `text` is the SHA-256 of its exact bytes: each party's node holds it.
struct ConsentToText {
  ActId id;
  std::optional<ActId> refers_to;
  Digest text;
  std::string note;
  GivenBy authority = std::nullopt;
  static constexpr auto fields() {
    return members(field("id", &ConsentToText::id), field("refers_to", &ConsentToText::refers_to),
                   field("text", &ConsentToText::text), field("note", &ConsentToText::note),
                   field("authority", &ConsentToText::authority));
  }
};
/// Art. 21(2), R21.4: a whole text in place of the signed one.
struct AgreementAmend : ConsentToText {
  static constexpr std::string_view kType = "agreement.amend";
};
/// Art. 5, R5.1: an arrangement beneath the agreement; it may only tighten.
struct AgreementSupplement : ConsentToText {
  static constexpr std::string_view kType = "agreement.supplement";
};

/// C4: of the agreement itself, where its text has that clause.
struct AgreementSuspend {
  static constexpr std::string_view kType = "agreement.suspend";
  ActId id;
  std::string note;
  GivenBy authority = std::nullopt;
  static constexpr auto fields() {
    return members(field("id", &AgreementSuspend::id), field("note", &AgreementSuspend::note),
                   field("authority", &AgreementSuspend::authority));
  }
};
struct AgreementResume : EarlierInstrument {
  static constexpr std::string_view kType = "agreement.resume";
};

/// C4: a newer agreement takes this one's place, with the last party's consent.
struct AgreementReplace {
  static constexpr std::string_view kType = "agreement.replace";
  ActId id;
  Name newer;
  std::string note;
  GivenBy authority = std::nullopt;
  static constexpr auto fields() {
    return members(field("id", &AgreementReplace::id), field("newer", &AgreementReplace::newer),
                   field("note", &AgreementReplace::note),
                   field("authority", &AgreementReplace::authority));
  }
};

/// C4: this party has reviewed the agreement, as its text demands every so many years.
struct AgreementReview {
  static constexpr std::string_view kType = "agreement.review";
  ActId id;
  std::string note;
  GivenBy authority = std::nullopt;
  static constexpr auto fields() {
    return members(field("id", &AgreementReview::id), field("note", &AgreementReview::note),
                   field("authority", &AgreementReview::authority));
  }
};

/// R21.1, AB17: another party's instrument that was recorded late was done when it says.
struct AgreementConfirm : EarlierInstrument {
  static constexpr std::string_view kType = "agreement.confirm";
};

/// R1.2: the issuer stops its own releases and its own key service, for the partner or one item.
struct AgreementHold {
  static constexpr std::string_view kType = "agreement.hold";
  ActId id;
  std::optional<ItemId> item;
  std::string reason;
  static constexpr auto fields() {
    return members(field("id", &AgreementHold::id), field("item", &AgreementHold::item),
                   field("reason", &AgreementHold::reason));
  }
};

struct AgreementUnhold {
  static constexpr std::string_view kType = "agreement.unhold";
  ActId id;
  ActId hold;
  static constexpr auto fields() {
    return members(field("id", &AgreementUnhold::id), field("hold", &AgreementUnhold::hold));
  }
};

// ---- Declarations to the partner ----------------------------------------------------------------

/// R2.2: a competent authority, as told through the diplomatic channel. `until` is its last day.
struct AuthorityNotify {
  static constexpr std::string_view kType = "authority.notify";
  ActId id;
  Name authority;
  std::string name;
  CivilDate from;
  std::optional<CivilDate> until;
  static constexpr auto fields() {
    return members(field("id", &AuthorityNotify::id),
                   field("authority", &AuthorityNotify::authority),
                   field("name", &AuthorityNotify::name), field("from", &AuthorityNotify::from),
                   field("until", &AuthorityNotify::until));
  }
};

/// R12.4: a system that the issuer's authority has accredited for a level (Art. 12).
struct SystemAccredit {
  static constexpr std::string_view kType = "system.accredit";
  ActId id;
  Name system;
  Name level;
  Name authority;
  CivilDate from;
  CivilDate until;
  static constexpr auto fields() {
    return members(field("id", &SystemAccredit::id), field("system", &SystemAccredit::system),
                   field("level", &SystemAccredit::level),
                   field("authority", &SystemAccredit::authority),
                   field("from", &SystemAccredit::from), field("until", &SystemAccredit::until));
  }
};

/// R7.2, Art. 7(5): before anything is handed over, the receiving party assures that recipients are
/// cleared to `level`, need it for official purposes, and that it will be protected equivalently.
struct AssuranceGive {
  static constexpr std::string_view kType = "assurance.give";
  ActId id;
  Name level;
  Name authority;
  bool recipients_cleared = false;
  bool official_need = false;
  bool equivalent_protection = false;
  CivilDate until;
  static constexpr auto fields() {
    return members(field("id", &AssuranceGive::id), field("level", &AssuranceGive::level),
                   field("authority", &AssuranceGive::authority),
                   field("recipients_cleared", &AssuranceGive::recipients_cleared),
                   field("official_need", &AssuranceGive::official_need),
                   field("equivalent_protection", &AssuranceGive::equivalent_protection),
                   field("until", &AssuranceGive::until));
  }
};

/// R3.1, Art. 3: a rule of the issuer's law that bears on protection is told, or a change of it.
/// The newest notice of a rule says what it is from `from` on.
struct LawNotify {
  static constexpr std::string_view kType = "law.notify";
  ActId id;
  Name law;
  std::string title;
  std::string text;
  CivilDate from;
  bool affects_protection = false;
  static constexpr auto fields() {
    return members(field("id", &LawNotify::id), field("law", &LawNotify::law),
                   field("title", &LawNotify::title), field("text", &LawNotify::text),
                   field("from", &LawNotify::from),
                   field("affects_protection", &LawNotify::affects_protection));
  }
};

struct LawAcknowledge {
  static constexpr std::string_view kType = "law.acknowledge";
  ActId id;
  ActId notice;
  static constexpr auto fields() {
    return members(field("id", &LawAcknowledge::id), field("notice", &LawAcknowledge::notice));
  }
};

}  // namespace entente::act
