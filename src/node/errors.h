#pragma once

#include "base/error.h"

namespace entente::node {

inline constexpr ErrorKind kDenied{
    "node.denied", Exit::denied, 403,
    "Read the reasons: each names the article and what would have to change."};
inline constexpr ErrorKind kOutOfOrder{
    "node.out-of-order", Exit::out_of_order, 409,
    "Record the earlier instrument or act first; `agreement status` shows where it stands."};
inline constexpr ErrorKind kUnknownPeer{
    "node.unknown-peer", Exit::denied, 403,
    "Exchange invites first: `peer invite`, `peer accept`, and compare the fingerprints."};
inline constexpr ErrorKind kUnknownAgreement{
    "node.unknown-agreement", Exit::denied, 404,
    "Propose the agreement first (`agreement propose PROFILE`), on both nodes."};
inline constexpr ErrorKind kOtherText{
    "node.other-text", Exit::verification_failed, 409,
    "Both parties must hold the same profile, byte for byte: compare the digests."};
inline constexpr ErrorKind kTextMissing{
    "node.text-missing", Exit::out_of_order, 409,
    "The proposing party's node sends the text with its act; or take it in by hand (`agreement "
    "keep`)."};
inline constexpr ErrorKind kEquivocation{
    "node.equivocation", Exit::verification_failed, 409,
    "The partner signed two different acts for one place; both are kept as evidence."};
inline constexpr ErrorKind kTimeSuspect{
    "node.time-suspect", Exit::verification_failed, 422,
    "Compare the clocks of both nodes: the act claims a time too far from this node's."};
inline constexpr ErrorKind kClockBack{
    "node.clock-back", Exit::internal, 503,
    "Set the clock right: it is earlier than the newest act of this node, so nothing is signed."};
inline constexpr ErrorKind kMisconduct{
    "node.misconduct", Exit::verification_failed, 409,
    "Stop relying on the partner's log; both signed heads are kept as evidence."};
inline constexpr ErrorKind kBadDelivery{"node.bad-delivery", Exit::invalid_input, 400,
                                        "Nothing to do here: the sending node must be corrected."};
inline constexpr ErrorKind kRolledBack{
    "node.rolled-back", Exit::verification_failed, 409,
    "This home is older than what the partner has seen: restore the newest copy, or recover."};
inline constexpr ErrorKind kOverloaded{"node.overloaded", Exit::peer_unreachable, 503,
                                       "Try again in a moment: the node's queue is full."};
inline constexpr ErrorKind kBadHome{"node.bad-home", Exit::invalid_input, 500,
                                    "Give the folder of a node that `node init` has made."};

inline constexpr ErrorKind kKeyNotValid{
    "node.key-not-valid", Exit::verification_failed, 409,
    "Ask the partner which key its node signs with: at this place another one counts."};
inline constexpr ErrorKind kKeysNotVouched{
    "node.keys-not-vouched", Exit::verification_failed, 409,
    "Compare a new invite of the partner over another way, then `peer rotate PARTY --invite`."};

inline constexpr ErrorKind kLabelDiffers{
    "node.label-differs", Exit::verification_failed, 422,
    "Ask the originating party to release the item again: the label in its object is not the "
    "marking of its act, so the content was not taken in."};

inline constexpr ErrorKind kBadEvidence{
    "node.bad-evidence", Exit::verification_failed, 422,
    "Ask for the pack again, and compare its fingerprints with the parties another way."};

inline constexpr ErrorKind kBadPackage{
    "node.bad-package", Exit::invalid_input, 400,
    "Ask the partner for the package again: what was carried is damaged, cut short, or none."};
inline constexpr ErrorKind kForeignPackage{
    "node.foreign-package", Exit::denied, 403,
    "Give the package to the node that it was made for. Where that is this one, ask for it again."};
inline constexpr ErrorKind kPackageSignature{
    "node.package-signature", Exit::verification_failed, 422,
    "Take in no package that the partner did not sign; where it replaced its keys, ask for a new "
    "one."};

inline constexpr ErrorKind kBadBackup{
    "node.bad-backup", Exit::verification_failed, 422,
    "Take another copy of the backup: this one is damaged, of another key, or of somebody else."};
inline constexpr ErrorKind kRestored{
    "node.restored", Exit::peer_unreachable, 503,
    "Let the node serve until each partner has said what it has seen; `node status` names them."};

inline constexpr ErrorKind kNothingLost{
    "node.nothing-lost", Exit::out_of_order, 409,
    "Nothing to recover: no partner holds more of this log than the node itself."};
inline constexpr ErrorKind kRecovering{
    "node.recovering", Exit::peer_unreachable, 503,
    "Ask the partner's officers to accept the recovery (`ledger accept-recovery`); `node status` "
    "names the partners."};
inline constexpr ErrorKind kRecoveryWaits{
    "node.recovery-waits", Exit::out_of_order, 409,
    "Compare the recovery with the party another way, then `ledger accept-recovery`."};
inline constexpr ErrorKind kEntryLost{
    "node.entry-lost", Exit::verification_failed, 410,
    "Ask the partners of the agreement: the entry's act was lost, as the recovery's act says."};

inline constexpr const ErrorKind* kNodeErrors[] = {
    &kDenied,       &kOutOfOrder,  &kUnknownPeer, &kUnknownAgreement, &kOtherText,
    &kEquivocation, &kTimeSuspect, &kClockBack,   &kMisconduct,       &kBadDelivery,
    &kRolledBack,   &kOverloaded,  &kBadHome,     &kKeyNotValid,      &kKeysNotVouched,
    &kLabelDiffers, &kBadEvidence, &kBadPackage,  &kForeignPackage,   &kPackageSignature,
    &kBadBackup,    &kRestored,    &kNothingLost, &kRecovering,       &kRecoveryWaits,
    &kEntryLost,    &kTextMissing};

}  // namespace entente::node
