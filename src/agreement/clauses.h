#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "agreement/instrument.h"
#include "base/ids.h"
#include "base/names.h"
#include "base/time.h"

/// The parameters of an agreement's articles besides its term (`term.h`) and equivalence. Numbers
/// of articles are those of the reference agreement. Pure values, read from a profile.
namespace entente::agreement {

/// A text by language tag: `en`, `ja`, `ko`.
using Texts = std::map<std::string, std::string, std::less<>>;

/// Whether the receiving party may do something with an item.
enum class Consent {
  free,       ///< without asking
  required,   ///< with the originating party's written approval
  forbidden,  ///< not at all
};

/// When a receipt must come back.
enum class ReceiptRule { always, on_request, never };

/// Which event moves responsibility for an item to the receiving party (Art. 9, R9.2).
enum class CustodyEvent { dispatch, package_receipt, content_receipt };

/// Whose approval the means of encryption needs (Art. 12, R12.4).
enum class CryptoApproval {
  own,        ///< of the side that uses it
  joint,      ///< of both sides
  forbidden,  ///< no electronic means at all
};

/// What an item is stored on.
enum class Medium { paper, optical, magnetic, flash, equipment, electronic };

/// Art. 12 to 16 by level: the row of one level. Every covered level of every scheme has one.
struct LevelClause {
  Name level;
  std::vector<Name> suites;  ///< that protect it by electronic means (R12.4); none: not at all
  ReceiptRule package_receipt = ReceiptRule::always;
  ReceiptRule content_receipt = ReceiptRule::always;
  Days content_receipt_within{0};  ///< then it is chased, and then a possible loss (R12.2)
  Consent copy = Consent::required;
  Consent translate = Consent::required;
  Consent destroy = Consent::required;
  Consent contractor = Consent::required;
  CryptoApproval crypto_approval = CryptoApproval::own;  ///< of the level, else of Art. 12
  bool clearance_waived = false;           ///< need-to-know alone, as some have it at RESTRICTED
  bool facility_clearance_waived = false;  ///< of contractors' facilities
};

/// Art. 2(d): a competent authority, until an imported notice changes it (R2.2).
struct Authority {
  Name code;
  PartyCode party;
  Texts names;
  std::optional<CivilDate> valid_from;  ///< both days included; nothing: as long as the profile
  std::optional<CivilDate> valid_to;
  std::vector<InstrumentKind> gives;  ///< for its party; see `competence.h`
};

/// Art. 10: a place that holds items, while it is accredited (R10.1). Others come as acts.
struct Facility {
  Name code;
  PartyCode party;
  Texts names;
  Name ceiling;  ///< the highest level that it may hold, of its party's scheme
  CivilDate valid_from;
  std::optional<CivilDate> valid_to;  ///< both days included
};

/// One link of an arrangement over other agreements: what passes between two parties passes under
/// the agreement that they have.
struct Leg {
  PartyCode first;
  PartyCode second;
  Name agreement;
  [[nodiscard]] bool joins(const PartyCode& a, const PartyCode& b) const {
    return (first == a && second == b) || (first == b && second == a);
  }
};

/// Art. 6(c): one purpose of the scope catalogue (R6.3, P10).
struct Purpose {
  Name code;
  Texts names;
};

/// Art. 13: one way of destroying, and what it serves for.
struct DestructionMethod {
  Name code;
  std::vector<Medium> media;
  Texts names;
};

/// Art. 16: one of the conditions for releasing to a contractor (R16.1).
struct ContractorCondition {
  Name code;
  std::string article;
  Texts names;
};

/// Art. 1, 3, 5, 19, 20.
struct GeneralClause {
  bool duty_to_share = false;            ///< R1.2
  bool national_overlay = true;          ///< R1.1: an overlay is needed, the stricter rule wins
  bool tell_changes_of_law = true;       ///< R3.1
  bool supplements_only_tighten = true;  ///< R5.1
  bool own_costs = true;                 ///< R19.1
  bool consultation_only = true;         ///< R20.1
};

/// Art. 6.
struct ProtectionClause {
  Consent third_party = Consent::required;    ///< R6.1
  Consent other_purpose = Consent::required;  ///< R6.3
  bool keep_ownership_of_rights = true;       ///< R6.4
  bool facility_register = true;              ///< R6.5
  Days reclassify_within{0};                  ///< R6.7: to confirm a change of classification
};

/// Art. 7.
struct AccessClause {
  bool clearance = true;
  bool need_to_know = true;
  bool facility_register = true;
  bool assurance_before_release = true;  ///< R7.2
  bool approver_is_another = true;       ///< R7.4
};

/// Art. 8: nothing where the agreement sets no figure.
struct VisitClause {
  bool between_authorities = true;
  std::optional<Days> lead;
  std::optional<Days> urgent_lead;
  std::optional<int> recurring_months;
};

/// Art. 9 and 12.
struct TransmissionClause {
  std::vector<Name> channels;  ///< R9.1: government to government; none other may carry an item
  [[nodiscard]] bool lists(const Name& channel) const {
    return std::find(channels.begin(), channels.end(), channel) != channels.end();
  }
  CustodyEvent custody_transfer = CustodyEvent::content_receipt;
  CryptoApproval crypto_approval = CryptoApproval::own;
  bool system_accreditation = true;
  bool double_cover = true;
};

/// Art. 10 and 11.
struct FacilityClause {
  bool officer = true;            ///< R10.1
  bool encrypted_at_rest = true;  ///< R11.2
};

/// Art. 13.
struct DestructionClause {
  std::vector<DestructionMethod> methods;
  bool two_persons = true;
  bool certificate_to_originator = false;
  bool emergency_allowed = false;
};

/// Art. 14.
struct CopyClause {
  bool original_markings = true;
  bool numbered = true;
  bool watermark = false;
};

/// Art. 15.
struct TranslationClause {
  bool cleared_translator = true;
  bool level_of_source = true;  ///< R15.3
};

/// Art. 17.
struct IncidentClause {
  std::int32_t notify_within_hours = 0;  ///< from the first suspicion (R17.1)
  Days report_within{0};                 ///< results and measures
};

/// What an act of a party does, where the parties may have agreed how many of them must agree.
enum class ActClass {
  amendment,
  admission,  ///< an amendment whose text names a further party
  supplement,
  replacement,
  termination,  ///< a notice that ends the agreement
  resumption,   ///< the end of a suspension of the agreement
  consent,      ///< to a third party or another purpose
};

enum class QuorumNeed {
  all,
  majority,    ///< more than half
  count,       ///< so many
  originator,  ///< the party whose notice, suspension or item it is, alone
};

/// How many of which parties must agree before acts of a class count.
struct QuorumClause {
  ActClass act = ActClass::amendment;
  QuorumNeed needs = QuorumNeed::all;
  std::size_t count = 0;      ///< where so many are needed
  std::vector<PartyCode> of;  ///< whose agreement counts; empty: every party's
};

/// Everything but term and equivalence.
struct Clauses {
  GeneralClause general;
  ProtectionClause protection;
  AccessClause access;
  VisitClause visits;
  TransmissionClause transmission;
  FacilityClause facilities;
  DestructionClause destruction;
  CopyClause copies;
  TranslationClause translation;
  IncidentClause incidents;
  bool security_visits = true;  ///< Art. 18
  std::vector<ContractorCondition> contractor_conditions;
  std::vector<LevelClause> levels;
  std::vector<QuorumClause> quorums;  ///< at most one for each class
};

}  // namespace entente::agreement

template <>
struct entente::Names<entente::agreement::Consent> {
  using enum entente::agreement::Consent;
  static constexpr std::pair<agreement::Consent, std::string_view> kRows[] = {
      {free, "free"}, {required, "required"}, {forbidden, "forbidden"}};
};
template <>
struct entente::Names<entente::agreement::ReceiptRule> {
  using enum entente::agreement::ReceiptRule;
  static constexpr std::pair<agreement::ReceiptRule, std::string_view> kRows[] = {
      {always, "always"}, {on_request, "on-request"}, {never, "never"}};
};
template <>
struct entente::Names<entente::agreement::CustodyEvent> {
  using enum entente::agreement::CustodyEvent;
  static constexpr std::pair<agreement::CustodyEvent, std::string_view> kRows[] = {
      {dispatch, "dispatch"},
      {package_receipt, "package-receipt"},
      {content_receipt, "content-receipt"}};
};
template <>
struct entente::Names<entente::agreement::CryptoApproval> {
  using enum entente::agreement::CryptoApproval;
  static constexpr std::pair<agreement::CryptoApproval, std::string_view> kRows[] = {
      {own, "own"}, {joint, "joint"}, {forbidden, "forbidden"}};
};
template <>
struct entente::Names<entente::agreement::Medium> {
  using enum entente::agreement::Medium;
  static constexpr std::pair<agreement::Medium, std::string_view> kRows[] = {
      {paper, "paper"}, {optical, "optical"},     {magnetic, "magnetic"},
      {flash, "flash"}, {equipment, "equipment"}, {electronic, "electronic"}};
};
template <>
struct entente::Names<entente::agreement::ActClass> {
  using enum entente::agreement::ActClass;
  static constexpr std::pair<agreement::ActClass, std::string_view> kRows[] = {
      {amendment, "amendment"},     {admission, "admission"},     {supplement, "supplement"},
      {replacement, "replacement"}, {termination, "termination"}, {resumption, "resumption"},
      {consent, "consent"}};
};
template <>
struct entente::Names<entente::agreement::QuorumNeed> {
  using enum entente::agreement::QuorumNeed;
  static constexpr std::pair<agreement::QuorumNeed, std::string_view> kRows[] = {
      {all, "all"}, {majority, "majority"}, {count, "count"}, {originator, "originator"}};
};
