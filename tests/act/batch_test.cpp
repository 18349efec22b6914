#include "act/batch.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "base/limits.h"
#include "envelopes.h"

namespace entente::act::testing {
namespace {

Unsigned unsigned_return(std::uint64_t sequence) {
  Header header = header_for("item.return");
  header.to.front().sequence = sequence;
  ItemReturn body;
  Sampler(sequence, Fill::full).set(body);
  return {header, encode_body(body), key_of_kr().verifying_key(), Form::batch};
}

/// `count` acts under one signature.
std::vector<Bytes> a_batch(std::size_t count) {
  std::vector<Unsigned> acts;
  std::vector<const Unsigned*> pointers;
  acts.reserve(count);
  for (std::size_t i = 0; i < count; ++i) {
    pointers.push_back(&acts.emplace_back(unsigned_return(i + 1)));
  }
  const std::vector<Bytes> signatures = sign_batch(pointers, key_of_kr());
  std::vector<Bytes> out;
  for (std::size_t i = 0; i < count; ++i) {
    out.push_back(acts[i].with_signature(signatures[i]));
  }
  return out;
}

TEST(Batch, every_act_of_every_size_up_to_nine_verifies_by_itself) {
  for (std::size_t size = 1; size <= 9; ++size) {
    for (const Bytes& act : a_batch(size)) {
      EXPECT_TRUE(accepted(act)) << size;
    }
  }
}

TEST(Batch, no_flip_of_one_bit_is_accepted_even_after_its_root_was_AB33) {
  const std::vector<Bytes> batch = a_batch(3);
  Verifier warm = verifier();
  ASSERT_TRUE(warm.verify(parse_envelope(batch[0]).value()).ok());
  const Bytes& act = batch[1];
  for (std::size_t i = 0; i < act.size(); ++i) {
    for (const unsigned bit : {0x01u, 0x04u, 0x20u, 0x80u}) {
      Bytes flipped = act;
      flipped[i] ^= static_cast<std::uint8_t>(bit);
      const auto parsed = parse_envelope(flipped);
      ASSERT_FALSE(parsed.ok() && warm.verify(*parsed).ok()) << "byte " << i;
    }
  }
}

TEST(Batch, a_signature_of_one_act_does_not_serve_another) {
  const std::vector<Bytes> batch = a_batch(4);
  Verifier warm = verifier();
  ASSERT_TRUE(warm.verify(parse_envelope(batch[0]).value()).ok());
  const Bytes mixed = assemble(member(batch[1], "payload"), member(batch[1], "protected"),
                               member(batch[2], "signature"));
  const auto parsed = parse_envelope(mixed);
  ASSERT_TRUE(parsed.ok());
  EXPECT_TRUE(warm.verify(*parsed).error().is(kBadSignature));
}

TEST(Batch, acts_that_must_stand_alone_are_refused_in_a_batch) {
  for (const Body& body : all_samples(Fill::full)) {
    const Type& type = type_of(body);
    const Unsigned act(header_for(type.name), encode_body(body), key_of_kr().verifying_key(),
                       Form::batch);
    const Unsigned* const acts[] = {&act};
    const auto parsed = parse_envelope(act.with_signature(sign_batch(acts, key_of_kr()).front()));
    ASSERT_TRUE(parsed.ok()) << type.name;
    EXPECT_EQ(verifier().verify(*parsed).ok(), type.batch == act::Batch::allowed) << type.name;
  }
}

TEST(Batch, the_two_forms_cannot_stand_for_each_other_AB31) {
  const Unsigned act = unsigned_return(1);
  const Bytes alone = act.with_signature(key_of_kr().sign(act.signing_input()));
  ASSERT_TRUE(parse_envelope(alone).ok());
  EXPECT_FALSE(accepted(alone));
  const Bytes in_batch = a_batch(1).front();
  const std::string header(as_text(from_base64url(member(in_batch, "protected")).value()));
  const std::string pretending = replaced(header, "entente-batch-EdDSA", "EdDSA");
  EXPECT_FALSE(accepted(assemble(member(in_batch, "payload"), to_base64url(as_bytes(pretending)),
                                 member(in_batch, "signature"))));
}

TEST(Batch, what_is_signed_names_its_context_size_and_root) {
  const Digest root = digest_of("root");
  const Bytes message = batch_message(258, root);
  Bytes expected = to_bytes(std::string_view("entente/act-batch/v1\n\0\0\x01\x02", 25));
  append(expected, root.view());
  EXPECT_EQ(message, expected);
  EXPECT_NE(batch_message(1, root), batch_message(2, root));
}

TEST(Batch, a_path_of_another_length_than_index_and_size_demand_leads_nowhere) {
  std::vector<Digest> leaves;
  for (int i = 0; i < 5; ++i) {
    leaves.push_back(digest_of("leaf " + std::to_string(i)));
  }
  const std::vector<Bytes> signatures = sign_leaves(leaves, key_of_kr());
  auto parsed = parse_batch_signature(signatures[1]);
  ASSERT_TRUE(parsed.has_value());
  EXPECT_TRUE(batch_root(*parsed, leaves[1]).has_value());
  auto longer = *parsed;
  longer.path.push_back(leaves[0]);
  EXPECT_FALSE(batch_root(longer, leaves[1]).has_value());
  auto shorter = *parsed;
  shorter.path.pop_back();
  EXPECT_FALSE(batch_root(shorter, leaves[1]).has_value());
}

TEST(Batch, octets_of_a_batch_signature_are_bounded) {
  const auto octets = [](std::uint32_t index, std::uint32_t size, std::uint8_t hashes,
                         std::size_t rest) {
    Bytes out;
    for (const std::uint32_t value : {index, size}) {
      for (int shift = 24; shift >= 0; shift -= 8) {
        out.push_back(static_cast<std::uint8_t>(value >> shift));
      }
    }
    out.push_back(hashes);
    out.resize(out.size() + rest, 7);
    return out;
  };
  EXPECT_TRUE(parse_batch_signature(octets(0, 1, 0, 64)).has_value());
  EXPECT_TRUE(parse_batch_signature(octets(0, limits::kBatchActs, 32, 32 * 32 + 1)).has_value());
  EXPECT_FALSE(parse_batch_signature(octets(0, limits::kBatchActs + 1, 0, 64)).has_value());
  EXPECT_FALSE(parse_batch_signature(octets(0, 0, 0, 64)).has_value());
  EXPECT_FALSE(parse_batch_signature(octets(1, 1, 0, 64)).has_value());
  EXPECT_FALSE(parse_batch_signature(octets(0, 2, 33, 33 * 32 + 64)).has_value());
  EXPECT_FALSE(parse_batch_signature(octets(0, 2, 1, 32)).has_value());
  EXPECT_FALSE(parse_batch_signature(octets(0, 2, 255, 64)).has_value());
  EXPECT_FALSE(parse_batch_signature(Bytes(8)).has_value());
  EXPECT_FALSE(parse_batch_signature({}).has_value());
}

}  // namespace
}  // namespace entente::act::testing
