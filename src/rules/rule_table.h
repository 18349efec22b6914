#pragma once

#include <span>

#include "rules/decision.h"

/// The rules, one row each. A row's code is stable: decisions, verdict acts and tests cite it.
namespace entente::rules {

// Articles 1, 2, 4, 6: what may be released
inline constexpr Rule kOwnDecision{
    "release-decision", "Art. 1", "R1.2",
    "A release needs a decision of its own by a named officer; coverage by the agreement never "
    "permits one.",
    "An officer of the own register decides it by name and gives the reason."};
inline constexpr Rule kNationalOverlay{
    "national-overlay", "Art. 1", "R1.1",
    "What the agreement permits must be permitted by the party's own law too; the stricter rule "
    "wins.",
    "What the overlay named here demands is fulfilled as well; where none was adopted that fits, "
    "adopt one (`agreement overlay`)."};
inline constexpr Rule kOverlayNamed{
    "overlay-named", "Art. 1", "R1.1",
    "A party adopts an overlay of its own law, by its name and version, for one agreement.",
    "Name the overlay and its version, and the agreement that it is for."};
inline constexpr Rule kWholeText{
    "whole-text", "Art. 21(2)", "R21.4",
    "What an agreement says is known when every amendment and supplement in effect is here.",
    "Take in the text that is missing (`agreement keep`); `agreement status` names its digest."};
inline constexpr Rule kTextHeld{
    "text-held", "Art. 21(2)", "R21.4", "A party consents to a text that it holds, byte for byte.",
    "The proposing party's node sends the text with its act; or take it in by hand (`agreement "
    "keep`)."};
inline constexpr Rule kNoHold{
    "no-hold", "Art. 1", "R1.2",
    "The agreement obliges nobody to share: while a party holds, it releases nothing that the hold "
    "covers.",
    "The party that holds ends its hold (`agreement unhold`)."};
inline constexpr Rule kForm{
    "form-has-content", "Art. 2(a)", "R2.1",
    "An item has content that fits its form: none for what was said or "
    "shown, an object for all else.",
    "Give an object for a document, medium, equipment or technology; none for what is "
    "said or shown."};
inline constexpr Rule kAuthority{
    "competent-authority", "Art. 2(d)", "R2.2",
    "The recipient is an authority that the other party has named, on that day.",
    "The other party names the authority for that day (`authority notify`), or another "
    "authority is chosen."};
inline constexpr Rule kLawTold{
    "law-told", "Art. 3", "R3.1",
    "A party tells what its law asks for the protection of items, and each change of it.",
    "Give the rule a title, and say what it asks or how it changes."};
inline constexpr Rule kHeard{
    "change-heard", "Art. 3", "R3.1",
    "What is heard of another party's change says whose it is, what changes and where it was "
    "heard.",
    "Name another party of the agreement, say what changes, and give the source."};
inline constexpr Rule kMarked{
    "valid-marking", "Art. 4(1)", "R4.5",
    "An item carries one of the originating party's own markings.",
    "Mark it with one of the own scheme, written exactly as the scheme has it."};
inline constexpr Rule kCovered{
    "level-covered", "Art. 4(1)", "R4.3",
    "The marking has an equivalent in the agreement's table on that day; there is no nearest "
    "level.",
    "Only an amendment of the agreement can cover the level; until then it does not pass."};
inline constexpr Rule kOwnMarking{
    "equivalent-marking", "Art. 4(2)", "R4.1",
    "The receiving party marks with its own equivalent of the original marking, never lower.",
    "Choose one of the equivalents that the table of the agreement gives for that day."};
inline constexpr Rule kChoice{
    "marking-choice", "Art. 4(2)", "R4.2",
    "Where one marking has several equivalents, an officer chooses and records why.",
    "An officer of the own register chooses among the equivalents and gives the reason."};
inline constexpr Rule kNoThirdParty{
    "third-party-consent", "Art. 6(a)", "R6.1",
    "Nothing goes to a third party without the originating party's prior written approval.",
    "Ask the originating party (`consent request`) and wait for its grant to that very "
    "recipient."};
inline constexpr Rule kMarkedAnew{
    "marked-anew", "Art. 4(2)", "R4.1",
    "What is passed on bears its holder's own current marking, and beside it says whose it is, how "
    "that party marked it and by which way it came.",
    "Register and mark the item under the agreement it came by, and pass it on with that marking."};
inline constexpr Rule kOneItem{
    "one-item", "Art. 6(f)", "R6.6",
    "One id is one item by whatever way it comes: of the same originating party, with the same "
    "original marking.",
    "Release another item under an id of its own; what is held is passed on with its origin."};
inline constexpr Rule kInventoryWhole{
    "inventory-whole", "Art. 6(f)", "I10",
    "An inventory accounts, once each, for what the register says is held: seen, or missing.",
    "Count again, against the register as it is now."};
inline constexpr Rule kNumberFree{"number-free", "Art. 6(f)", "R6.6",
                                  "A register number stands for one item or document alone.",
                                  "Give the document a number that is not taken."};
inline constexpr Rule kDerivedLevel{
    "derived-level", "Art. 4(3)", "R4.4",
    "What contains another's information is marked no lower than the highest of its sources.",
    "Mark the document at least as high as the own marking of each of its sources."};
inline constexpr Rule kDerivedSays{
    "derived-says", "Art. 4(3)", "R4.4",
    "What contains another's information names, once each, its sources, whose they are and how "
    "they were marked.",
    "Name each source with its originating party and its original marking, as `item show` has "
    "them."};
inline constexpr Rule kRights{
    "rights-kept", "Art. 6(d)", "R6.4",
    "Rights in the information stay with their owner, who is named wherever it goes.",
    "Name the owner of the rights as the item under the other agreement does."};
inline constexpr Rule kPermittedByAll{
    "permitted-by-all", "Art. 6(b)", "I13",
    "What is held under several agreements is used as all of them permit; the stricter rule wins.",
    "Every agreement on the item's ways permits it: see `item show` under each of them."};
inline constexpr Rule kPurposeNamed{"purpose-named", "Art. 6(c)", "R6.3",
                                    "Every item is given for a purpose that the agreement knows.",
                                    "Name a purpose that the agreement lists."};
inline constexpr Rule kPurposeKept{
    "purpose-kept", "Art. 6(c)", "R6.3",
    "No use beyond the purpose for which the item was given without the originating party's prior "
    "written approval.",
    "Use it for the purpose it was given for, or ask for another one (`consent request`)."};
inline constexpr Rule kNotExpired{
    "not-expired", "Art. 6(c)", "R6.3",
    "The originating party's time limit for the item has not passed.",
    "Only the originating party can give a later limit, with a new release."};

inline constexpr Rule kOpeningsLeft{
    "openings-left", "Art. 6(c)", "R6.3",
    "The item is opened no more often than its originating party allows, at least once.",
    "Only the originating party can allow more, with a new release."};

// Articles 6(e), 7: who may read
inline constexpr Rule kOnRegister{
    "on-register", "Art. 6(e)", "R6.5", "The person is on the register of a facility.",
    "Enrol the person in the register of a facility (`person enrol`)."};
inline constexpr Rule kCleared{
    "cleared", "Art. 7(2)", "R7.1",
    "The person is cleared, today, for the item's level; rank and post count for nothing.",
    "Clear the person for that level and day (`clearance grant`)."};
inline constexpr Rule kNeedToKnow{
    "need-to-know", "Art. 7(2)", "R7.1",
    "The person has a need-to-know for this item and purpose that has not ended.",
    "Another officer attests the need for this item and purpose (`need-to-know grant`)."};
inline constexpr Rule kTwoPersons{"two-persons", "Art. 7(3)", "R7.4",
                                  "The person who approves is not the person who receives.",
                                  "An officer other than the person who receives approves it."};
inline constexpr Rule kAssured{
    "assurance", "Art. 7(5)", "R7.2",
    "The receiving party has assured, for this level and still validly, "
    "that recipients are cleared, "
    "need it, and that it will be protected.",
    "The receiving party assures all three points for that level and day (`assurance "
    "give`)."};

// Article 10: where it may be
inline constexpr Rule kFacility{
    "facility-open", "Art. 10", "R10.1",
    "An item is taken in where a facility is accredited, today, for its level and has an appointed "
    "officer.",
    "Enter the facility for that level and day (`facility enter`) and appoint its officer "
    "(`facility appoint`)."};

// Articles 9, 12: how it travels
inline constexpr Rule kChannel{
    "channel-listed", "Art. 9", "R9.1", "The channel is one that the agreement lists.",
    "Use a channel that the agreement lists, or agree on another by a supplement."};
inline constexpr Rule kReceipt{
    "receipt-matches", "Art. 12", "R12.2", "A receipt names the very package and the very content.",
    "Receipt the very package and content that were sent; what differs is an incident."};
inline constexpr Rule kSystems{
    "systems-accredited", "Art. 12", "R12.4",
    "The sending and the receiving system are accredited for the level by their own sides.",
    "The side whose system it is accredits it for that level and day (`system accredit`)."};

// Articles 6(h), 13, 14: what becomes of it
inline constexpr Rule kMethod{"destruction-method", "Art. 13", "R13.1",
                              "The method prevents full or partial reconstruction and is listed.",
                              "Choose a method that the agreement lists for that medium."};
inline constexpr Rule kTwoWitnesses{"destruction-witness", "Art. 13", "R13.1",
                                    "Two different persons of the register declare a destruction.",
                                    "Two different persons of the register declare it."};
inline constexpr Rule kNumbered{"copy-numbered", "Art. 14", "R14.1",
                                "A copy bears the next number of its item.",
                                "Give the copy the next number of its item."};
inline constexpr Rule kCopyPermitted{
    "copy-permitted", "Art. 14", "R14.1",
    "At the item's level the agreement lets it be copied, or translated, without being asked.",
    "A level at which the text permits it freely; see `agreement text`."};
inline constexpr Rule kCopyMarked{
    "copy-marked", "Art. 14", "R14.2",
    "A copy bears the originating party's original marking and the own one, letter by letter.",
    "Reproduce both markings on the copy as `item show` has them."};
inline constexpr Rule kTranslator{
    "translator-cleared", "Art. 15", "R15.1",
    "Who translates is on the register and cleared, today, for the item's level.",
    "Let a person translate who is cleared for that level and day (`clearance grant`)."};
inline constexpr Rule kTranslatorNeeds{
    "translator-needs", "Art. 15", "R15.1",
    "Who translates reads the item: there is a need-to-know for it and the purpose that has not "
    "ended, under every agreement that it is held by, and no role apart from items.",
    "Another officer attests the translator's need for this item and purpose (`need-to-know "
    "grant`)."};
inline constexpr Rule kTranslationLevel{
    "translation-level", "Art. 15", "R15.3",
    "A translation has the level of its source; only the originating party changes it.",
    "Mark the translation with the item's own current marking."};
inline constexpr Rule kTranslationSays{
    "translation-says", "Art. 15", "R15.2",
    "A translation says in its own language whose information it contains.",
    "Put the agreement's statement in that language on it; where its text has none, a supplement "
    "gives one."};

// Article 16: contractors
inline constexpr Rule kSubcontract{
    "subcontract-tree", "Art. 16", "R16.3",
    "A contractor is entered, and so is each one above it; nobody stands above itself.",
    "Enter the contractor under one that is entered (`contractor enter`)."};
inline constexpr Rule kContractorPermitted{
    "contractor-permitted", "Art. 16", "R16.1",
    "At the item's level the agreement lets contractors have it, or the originating party has "
    "approved this one.",
    "Where approval is needed, ask for it by the contractor's name (`consent request`)."};
inline constexpr Rule kContractor{
    "contractor-conditions", "Art. 16", "R16.1",
    "The contractor, and each one above it, meets today every condition of the agreement, by "
    "evidence that has not ended.",
    "Record evidence for what is missing (`contractor condition`); see `contractor show`."};
inline constexpr Rule kInspected{
    "contractor-inspected", "Art. 16(g)", "R16.2",
    "The contractor's facility was inspected with success, and its next inspection is not overdue.",
    "Inspect the facility (`contractor inspect`)."};
inline constexpr Rule kBriefed{
    "contractor-briefed", "Art. 16(f)", "R16.4",
    "The contractor's person was told of the duties and has acknowledged them.",
    "Tell the person, and record the acknowledgement (`contractor brief`)."};

// Article 21 and order
inline constexpr Rule kInForce{
    "exchange-allowed", "Art. 21", "R21.1",
    "The agreement is in force for new exchange in the reading of every party.",
    "The instruments that are missing, or the end of a notice or suspension, in every "
    "reading: see `agreement status`."};
inline constexpr Rule kAccessAllowed{
    "access-allowed", "Art. 21(4)", "R21.3",
    "What the agreement's end leaves readable may be read, and nothing more.",
    "Nothing, where the text lets no access survive its end; see `agreement status`."};
inline constexpr Rule kInstrumentAuthority{
    "instrument-authority", "Art. 21", "R21.1",
    "An instrument is given for its party by an authority that the agreement's text names for it.",
    "The authority that the text names gives it, and the instrument says so; see `agreement "
    "text`."};
inline constexpr Rule kInstrumentOrder{
    "instrument-order",
    "Art. 21",
    "R21.1",
    "Instruments follow each other as the agreement provides.",
    "Record first what it presupposes; see `agreement status` and `agreement timeline`.",
    RuleKind::order};
inline constexpr Rule kActOrder{"act-order",
                                "Art. 12",
                                "R12.2",
                                "Each act follows the one it presupposes, once.",
                                "Record first the act that it presupposes; it counts once.",
                                RuleKind::order};
inline constexpr Rule kRole{"role", "Art. 2", "R2.3",
                            "Only the party whose role it is towards the item may issue the act.",
                            "The party whose role it is issues it."};
inline constexpr Rule kDutiesApart{
    "duties-apart", "Art. 7(1)", "I8",
    "Who administers or audits the node has no part in what is administered or audited.",
    "Give the role of administrator, or of auditor, to a person who has no other."};
inline constexpr Rule kKnown{"known", "Art. 1", "I14",
                             "What is not known is not permitted: the item or record must exist.",
                             "The item or record must exist first."};
inline constexpr Rule kConsentAsked{
    "consent-asked", "Art. 6(a)", "I4",
    "A consent answers one open request and ends on a day to come.",
    "Answer one open request, with an end that lies ahead and at least one use."};
inline constexpr Rule kAlways{"always-open", "Art. 17", "R17.1",
                              "Holds, reports of incidents and their answers are open at any time.",
                              "Nothing: it is open at any time."};
inline constexpr Rule kEpochOrder{
    "epoch-order",
    "Art. 17",
    "R17.2",
    "After a loss the present epoch of a party's log is closed, once, and both sides go on in the "
    "next.",
    "See `node status` for the recovery that waits; each epoch is closed once.",
    RuleKind::order};
inline constexpr Rule kErasable{
    "erasable", "Art. 6(e)", "R6.5",
    "What the house's ledger says of a person is erased once: when the person has left the "
    "register and holds no copy.",
    "End the person's entry (`person leave`) and destroy the person's copies (`item destroy "
    "--copy`)."};
inline constexpr Rule kErasedByTwo{
    "erased-by-two", "Art. 6(e)", "R6.5",
    "Two different persons of the register order an erasure, and say what demands it.",
    "A second person of the register agrees; name the law or the order on which it rests."};
inline constexpr Rule kHouseOrder{"house-register", "Art. 6(e)", "R6.5",
                                  "The register of the house is kept by its own party.",
                                  "Only the own party keeps its register."};

// What an object from outside brings with it
inline constexpr Rule kEnrolledByOfficer{
    "enrolled-by-officer", "Art. 6(e)", "R6.5",
    "A named officer of the own register takes an object from outside in as an item, and marks it.",
    "An officer of the own register enrols the object (`object enrol`)."};
inline constexpr Rule kPolicyNames{
    "policy-names-reader", "Art. 7(2)", "R7.1",
    "Where the policy of the object names its readers (`dissem`), nobody else reads it.",
    "Whoever sealed the object names the person in its policy and seals it again."};
inline constexpr Rule kPolicyDemands{
    "policy-attributes", "Art. 7(2)", "R7.1",
    "Every attribute that the policy of the object demands is one that this node knows and the "
    "person has.",
    "Clear the person for the level that the policy names; a policy with an attribute that this "
    "node does not know opens for nobody."};

inline constexpr const Rule* kRules[] = {&kOwnDecision,
                                         &kNationalOverlay,
                                         &kOverlayNamed,
                                         &kWholeText,
                                         &kTextHeld,
                                         &kNoHold,
                                         &kForm,
                                         &kAuthority,
                                         &kLawTold,
                                         &kHeard,
                                         &kMarked,
                                         &kCovered,
                                         &kOwnMarking,
                                         &kChoice,
                                         &kNoThirdParty,
                                         &kMarkedAnew,
                                         &kOneItem,
                                         &kInventoryWhole,
                                         &kNumberFree,
                                         &kDerivedLevel,
                                         &kDerivedSays,
                                         &kRights,
                                         &kPermittedByAll,
                                         &kPurposeNamed,
                                         &kPurposeKept,
                                         &kNotExpired,
                                         &kOpeningsLeft,
                                         &kOnRegister,
                                         &kCleared,
                                         &kNeedToKnow,
                                         &kTwoPersons,
                                         &kAssured,
                                         &kFacility,
                                         &kChannel,
                                         &kReceipt,
                                         &kSystems,
                                         &kMethod,
                                         &kTwoWitnesses,
                                         &kNumbered,
                                         &kCopyPermitted,
                                         &kCopyMarked,
                                         &kTranslator,
                                         &kTranslatorNeeds,
                                         &kTranslationLevel,
                                         &kTranslationSays,
                                         &kSubcontract,
                                         &kContractorPermitted,
                                         &kContractor,
                                         &kInspected,
                                         &kBriefed,
                                         &kInForce,
                                         &kAccessAllowed,
                                         &kInstrumentAuthority,
                                         &kInstrumentOrder,
                                         &kActOrder,
                                         &kRole,
                                         &kDutiesApart,
                                         &kKnown,
                                         &kConsentAsked,
                                         &kAlways,
                                         &kEpochOrder,
                                         &kErasable,
                                         &kErasedByTwo,
                                         &kHouseOrder,
                                         &kEnrolledByOfficer,
                                         &kPolicyNames,
                                         &kPolicyDemands};

}  // namespace entente::rules
