#pragma once

#include <cstddef>
#include <cstdint>

/// Every limit of the product that is not a setting. Each is tested at the limit and one past it.
/// `docs/reference/limits.md` lists them. Sizes in bytes.
namespace entente::limits {

// JSON and profiles
inline constexpr std::size_t kJsonDepth = 64;           ///< arrays and objects within each other
inline constexpr std::size_t kJsonBytes = 16u << 20;    ///< one JSON document
inline constexpr std::size_t kJwsBytes = 64u << 10;     ///< one signed token (JWS)
inline constexpr std::size_t kJwksBytes = 256u << 10;   ///< one set of an issuer's keys (JWK set)
inline constexpr std::size_t kJwksKeys = 64;            ///< keys in one set
inline constexpr std::size_t kProfileBytes = 1u << 20;  ///< one file of an agreement profile

// Acts (docs/reference/act-format.md)
inline constexpr std::size_t kActBytes = 1u << 20;  ///< one encoded act
inline constexpr std::size_t kActSignatures = 16;   ///< signatures on one act
inline constexpr std::size_t kActAddressees = 16;   ///< parties that one act is addressed to
inline constexpr std::size_t kTextField = 4096;     ///< one free-text field of an act
inline constexpr std::size_t kBatchActs = 4096;     ///< acts under one batch signature

// Between nodes
inline constexpr std::size_t kDeliveryActs = 1024;         ///< acts in one delivery
inline constexpr std::size_t kDeliveryBytes = 8u << 20;    ///< all acts of one delivery
inline constexpr std::size_t kDeliveryLeaves = 131'072;    ///< leaf hashes in one delivery
inline constexpr std::size_t kRecoveredLeaves = 1u << 24;  ///< given back by one partner
inline constexpr std::size_t kLostRanges = 16'384;         ///< of entries, in one recovery
inline constexpr std::size_t kDeliveriesAtOnce = 4;        ///< of one partner, being checked
inline constexpr std::uint64_t kActsAhead = 4096;          ///< of its turn that an act may arrive
inline constexpr std::size_t kRecordsAnswered = 4096;      ///< records named in one answer
inline constexpr std::size_t kRecordsCompared = 1u << 20;  ///< of a partner's, in one bucket
inline constexpr std::size_t kObjectChunk = 4u << 20;      ///< one range of an object
inline constexpr std::size_t kLinkMessage = 16u << 20;     ///< one request or answer

// The house
inline constexpr std::size_t kAuditRows = 1024;  ///< kinds of denials that are kept and counted
inline constexpr std::size_t kErasedEntries = 1u << 18;   ///< of the house's ledger, at once
inline constexpr std::size_t kInventoryLines = 8192;      ///< numbers in one list of what was found
inline constexpr std::size_t kInventoryBytes = 1u << 20;  ///< that list

// Objects
inline constexpr std::size_t kManifestBytes = 64u << 20;               ///< one manifest
inline constexpr std::uint64_t kObjectBytes = std::uint64_t{1} << 40;  ///< one object
inline constexpr std::uint32_t kSegmentBytesMin = 16u << 10;           ///< one segment, at least
inline constexpr std::uint32_t kSegmentBytesDefault = 1u << 20;        ///< unless told otherwise
inline constexpr std::uint32_t kSegmentBytesMax = 4u << 20;            ///< one segment, at most

}  // namespace entente::limits
