#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/web_port.h"
#include "node/core.h"
#include "node/signer_states.h"

namespace entente::node {

/// A witness that belongs to none of the parties.
struct NeutralWitness {
  ledger::NoteVerifier key;  ///< of type 0x04
  WebPort& at;               ///< beneath its prefix, for submission and monitoring alike
};

/// Has the heads of this node's logs cosigned by witnesses of neither party (C2SP tlog-witness), at
/// an interval, where a log has grown: what both parties together would rewrite, these remember
/// (ledger.md, 4). Keeps the cosigned heads, of this party's logs and of the copies of its
/// partners'. A witness that does not answer stops nothing: it is asked less often until it does.
/// T14, AB25: a head that a witness shows, that this node signed and whose leaves it no longer has,
/// freezes the node. Belongs to the node's sequence.
class NeutralWitnesses {
 public:
  NeutralWitnesses(Core& core, SignerStates& signer_states)
      : core_(core), signer_states_(signer_states) {}

  /// Reads the kept heads back from the store.
  [[nodiscard]] Status load();
  /// Asks these, now and regularly. Once. What they are reached by must live as long as the
  /// executor runs.
  void begin(std::vector<NeutralWitness> witnesses);

  /// How what was asked of witnesses ended, since the node was opened.
  struct Outcomes {
    std::uint64_t cosigned = 0;
    std::uint64_t refused = 0;      ///< also a false answer
    std::uint64_t unreachable = 0;  ///< no whole answer
  };
  [[nodiscard]] const Outcomes& outcomes() const { return outcomes_; }
  struct Standing {
    std::string name;
    std::uint64_t unanswered = 0;  ///< requests in a row
    std::size_t refused_logs = 0;  ///< own ones that it does not cosign now
  };
  [[nodiscard]] std::vector<Standing> standing() const;

 private:
  /// How long what failed is left alone: twice as many rounds each time, an hour's at most.
  class Rest {
   public:
    [[nodiscard]] bool over();
    void failed();
    void worked() { *this = {}; }
    [[nodiscard]] std::uint64_t failures() const { return failures_; }

   private:
    std::uint64_t failures_ = 0;  ///< in a row
    std::uint64_t rounds_ = 0;    ///< to sit out
  };
  /// One of this node's logs at one witness.
  struct Asked {
    std::uint64_t known = 0;  ///< the size that it cosigned last, as far as this node knows
    bool told = false;        ///< it was asked for it since the node was opened
    Rest rest;
  };
  struct Job {
    AgreementId agreement;
    std::optional<PartyCode> copy_of;  ///< none: the own log
  };
  struct Witness {
    NeutralWitness with;
    std::map<std::string, Asked> own;    ///< by origin
    std::map<std::string, Rest> copies;  ///< by origin
    std::deque<Job> due;                 ///< in this round; one after the other
    bool under_way = false;
    Rest rest;
    [[nodiscard]] const std::string& name() const { return with.key.name(); }
  };
  /// Why a witness is asked for its last head.
  enum class Reason { first, contradicted };
  /// A head under way.
  struct Sent {
    std::uint64_t old_size = 0;
    std::uint64_t size = 0;
    std::string note;
    bool again = false;  ///< the witness said another old size before
  };

  void round();
  void next(Witness& witness);
  void start(Witness& witness, const Job& job);
  [[nodiscard]] bool answered(Witness& witness, const Result<WebPort::Answer>& answer);
  void refused(Witness& witness, const Room& room, const Error& why);

  void ask_last(Witness& witness, Room& room, Reason reason);
  void take_last(Witness& witness, Room& room, Reason reason,
                 const Result<WebPort::Answer>& answer);
  void submit(Witness& witness, Room& room, bool again);
  void post(Witness& witness, Room& room, const Sent& sent, const std::string& request);
  void take_answer(Witness& witness, Room& room, const Sent& sent,
                   const Result<WebPort::Answer>& answer);
  void take_lines(Witness& witness, Room& room, const Sent& sent, std::string_view lines);
  void take_conflict(Witness& witness, Room& room, const Sent& sent, std::string_view body);

  void ask_copy(Witness& witness, Room& room, const PartyCode& party);
  [[nodiscard]] Status take_copy(const Witness& witness, Room& room, const PartyCode& party,
                                 std::string_view note);

  Core& core_;
  SignerStates& signer_states_;
  std::vector<Witness> witnesses_;
  Outcomes outcomes_;
};

}  // namespace entente::node
