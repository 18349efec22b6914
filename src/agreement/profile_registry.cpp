#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "agreement/competence.h"
#include "agreement/profile_reader.h"

/// What a profile lists with the days on which it holds: authorities, facilities, legs.
namespace entente::agreement {

void check_validity(std::vector<Validity> rows, Faults& faults) {
  std::sort(rows.begin(), rows.end(), [](const Validity& a, const Validity& b) {
    return std::tie(a.name, a.from, a.at) < std::tie(b.name, b.from, b.at);
  });
  for (const Validity& row : rows) {
    if (row.to && *row.to < row.from) {
      faults.add("contradiction", row.at, row.name + " ends before it begins.");
    }
  }
  for (std::size_t i = 0; i + 1 < rows.size(); ++i) {
    const Validity& earlier = rows[i];
    const Validity& later = rows[i + 1];
    if (earlier.name != later.name) {
      continue;
    }
    if (!earlier.to || *earlier.to >= later.from) {
      faults.add("overlap", later.at,
                 fmt::format("Two rows for {} hold on {}.", later.name, later.from.text()));
    } else if (earlier.to->plus(Days{1}) < later.from) {
      faults.add("gap", later.at,
                 fmt::format("No row for {} holds between {} and {}.", later.name,
                             earlier.to->text(), later.from.text()));
    }
  }
}

Authority read_authority(Section& section, const std::vector<std::string>& languages) {
  Authority authority;
  authority.code = section.id<NameTag>("code");
  authority.party = section.id<PartyTag>("party");
  authority.names = section.texts("name", languages);
  authority.valid_from = section.optional_date("valid_from");
  authority.valid_to = section.optional_date("valid_to");
  if (section.has("gives")) {
    authority.gives = section.named_list<InstrumentKind>("gives");
  }
  if (!std::ranges::all_of(authority.gives, is_given)) {
    section.fault("bad-value", "gives",
                  "No authority gives confirmations, milestones, statements.");
  }
  section.done();
  return authority;
}

namespace {

/// What one party gives through a named authority every party does: none is left without one.
void check_givers(const Profile& profile, Section& root) {
  for (Section& row : root.optional_tables("authority")) {
    const auto kinds =
        row.has("gives") ? row.named_list<InstrumentKind>("gives") : std::vector<InstrumentKind>();
    for (const InstrumentKind kind : kinds) {
      for (const Party& party : profile.parties()) {
        if (!names_giver(profile, party.code, kind)) {
          row.fault(
              "gap", "gives",
              fmt::format("No authority of {} gives a {}.", party.code.text(), name_of(kind)));
        }
      }
    }
  }
}

}  // namespace

void ProfileReader::read_authorities(Section& root) {
  std::vector<PartyCode> present;
  std::vector<Validity> days;
  for (Section& section : root.tables("authority")) {
    Authority authority = read_authority(section, profile_.languages_);
    if (is_party(section, "party", authority.party)) {
      present.push_back(authority.party);
    }
    const bool repeated = std::any_of(
        profile_.authorities_.begin(), profile_.authorities_.end(), [&](const Authority& other) {
          return other.code == authority.code && other.party == authority.party &&
                 other.valid_from == authority.valid_from;
        });
    if (repeated) {
      section.fault("duplicate", "code", "The party has an authority with this code above.");
    } else {
      days.push_back({authority.party.text() + " " + authority.code.text(),
                      authority.valid_from.value_or(earliest_instant().date_in(kUtc)),
                      authority.valid_to, section.position()});
    }
    profile_.authorities_.push_back(std::move(authority));
  }
  check_every_party(root, "authority", std::move(present));
  check_validity(std::move(days), faults_);
  check_givers(profile_, root);
}

void ProfileReader::read_facilities(Section& root) {
  std::vector<Validity> days;
  for (Section& section : root.optional_tables("facility")) {
    Facility facility;
    facility.code = section.id<NameTag>("code");
    facility.party = section.id<PartyTag>("party");
    facility.names = section.texts("name", profile_.languages_);
    facility.ceiling = section.id<NameTag>("ceiling");
    facility.valid_from = section.date("valid_from");
    facility.valid_to = section.optional_date("valid_to");
    section.done();
    const bool known = is_party(section, "party", facility.party);
    const SchemeDraft* scheme = known ? draft_of(facility.party) : nullptr;
    if (scheme != nullptr && !facility.ceiling.empty()) {
      const label::Level* level = scheme->level(facility.ceiling);
      const label::Level* ceiling = scheme->level(scheme->ceiling.level);
      if (level == nullptr) {
        section.fault("unknown-reference", "ceiling",
                      facility.ceiling.text() + " is no level of the party's scheme.");
      } else if (ceiling != nullptr && level->rank > ceiling->rank) {
        section.fault("contradiction", "ceiling",
                      "A facility holds nothing above what may pass at all.");
      }
    }
    days.push_back({facility.party.text() + " " + facility.code.text(), facility.valid_from,
                    facility.valid_to, section.position()});
    profile_.facilities_.push_back(std::move(facility));
  }
  check_validity(std::move(days), faults_);
}

void ProfileReader::read_legs(Section& root) {
  for (Section& section : root.optional_tables("leg")) {
    const std::vector<Name> ends = section.names("parties");
    Leg leg;
    leg.agreement = section.id<NameTag>("agreement");
    section.done();
    if (!section.present() || ends.size() != 2) {
      section.fault("bad-value", "parties", "A leg joins two parties.");
      continue;
    }
    const auto party = [&](const Name& name) {
      const auto code = PartyCode::parse(name.text());
      const bool known = code.ok() && profile_.party(*code) != nullptr;
      if (!known) {
        section.fault("unknown-reference", "parties",
                      name.text() + " is no party of this profile.");
      }
      return known ? *code : PartyCode();
    };
    leg.first = party(ends[0]);
    leg.second = party(ends[1]);
    const bool joined =
        !profile_.legs_.empty() && are_joined(profile_.legs_, leg.first, leg.second);
    if (joined) {
      section.fault("duplicate", "parties", "A leg between these parties stands above.");
    }
    profile_.legs_.push_back(std::move(leg));
  }
}

}  // namespace entente::agreement
