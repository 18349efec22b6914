#include "label/us_marking_reader.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "label/shared_data.h"

namespace entente::label::testing {
namespace {

/// The paragraphs that a line violates, `-` for what has none.
std::string broken(std::string_view line) {
  std::string text;
  for (const Fault& each : read_us_marking(line).faults) {
    text += (text.empty() ? "" : " ") + (each.about.empty() ? "-" : each.about);
  }
  return text;
}

std::size_t notes(std::string_view line) { return read_us_marking(line).notes.size(); }

/// Read and written again.
std::string again(std::string_view line) {
  const UsMarkingReading read = read_us_marking(line);
  EXPECT_EQ(broken(line), "") << line;
  const auto written = us_banner(read.marking);
  return written.ok() ? *written : written.error().describe();
}

TEST(UsMarkingReader, gives_back_what_the_writer_wrote) {
  for (const char* line :
       {"UNCLASSIFIED", "TOP SECRET", "SECRET//NOFORN", "//JPN SECRET", "//NATO SECRET//ATOMAL",
        "//COSMIC TOP SECRET//BOHEMIA", "//JOINT SECRET JPN KOR USA//REL TO USA, JPN, KOR",
        "SECRET//FGI JPN KOR//REL TO USA, JPN, KOR", "SECRET//FGI//RELIDO",
        "TOP SECRET//SI-GAMMA-X ABC DEF/TK//SAR-BP/GB//RD-N-SIGMA 1 12//FGI DEU NATO//"
        "ORCON/REL TO USA, DEU, NATO/FISA/DISPLAY ONLY NZL//LIMDIS/ACCM-FOOBAR/BAZ",
        "TOP SECRET//SAR-MULTIPLE PROGRAMS/HVSACO//WAIVED", "UNCLASSIFIED//DOE UCNI",
        "SECRET//RSEN/ORCON/IMCON/PROPIN/RELIDO/DEA SENSITIVE//EXDIS"}) {
    EXPECT_EQ(again(line), line);
    EXPECT_EQ(read_us_marking(line).form, UsForm::banner) << line;
    EXPECT_EQ(notes(line), 0U) << line;
  }
}

TEST(UsMarkingReader, reads_portions_as_the_banners_they_stand_for) {
  for (const auto& [portion, banner] : std::initializer_list<std::pair<const char*, const char*>>{
           {"(S//REL TO USA, JPN, KOR)", "SECRET//REL TO USA, JPN, KOR"},
           {"(//JPN S)", "//JPN SECRET"},
           {"(//NS)", "//NATO SECRET"},
           {"(//NSAT)", "//NATO SECRET//ATOMAL"},
           {"//CTS-BALK", "//COSMIC TOP SECRET//BALK"},
           {"(//JOINT S CAN USA)", "//JOINT SECRET CAN USA"},
           {"TS//HCS//RD-SG 14//OC/NF/DSEN//DS/SBU-NF",
            "TOP SECRET//HCS//RD-SIGMA 14//ORCON/NOFORN/DEA SENSITIVE//LIMDIS/SBU NOFORN"},
           {" ( U//DCNI ) ", "UNCLASSIFIED//DOD UCNI"}}) {
    EXPECT_EQ(again(portion), banner);
    EXPECT_EQ(read_us_marking(portion).form, UsForm::portion) << portion;
    EXPECT_EQ(notes(portion), 0U) << portion;
  }
}

TEST(UsMarkingReader, names_each_paragraph_violated) {
  for (const auto& [line, paragraphs] : std::initializer_list<std::pair<const char*, const char*>>{
           {"//USA SECRET", "4"},
           {"SECRET//ATOMAL", "4.b"},
           {"//DEU SECRET//ATOMAL", "4.b"},
           {"//NATO SECRET//BALK", "4.b.2.c"},
           {"//COSMIC CONFIDENTIAL", "4.b.2.a"},
           {"//COSMIC TOP SECRET//NOFORN", "4.b.3"},
           {"//JOINT SECRET USA", "5"},
           {"//JOINT SECRET CAN CAN USA", "5"},
           {"//JOINT RESTRICTED CAN USA", "5.d"},
           {"SECRET//HCS//ORCON", "6.f"},
           {"SECRET//KDK//RELIDO", "6.f"},
           {"SECRET//SI", "6.c"},
           {"SECRET//SI//DISPLAY ONLY AFG", ""},
           {"TOP SECRET//SAR-A/B/C/D", ""},
           {"TOP SECRET//SAR-A/B/C/D/E", "7.e"},
           {"TOP SECRET//WAIVED", "7.f"},
           {"UNCLASSIFIED//RD", "8.a.4"},
           {"UNCLASSIFIED//FRD", "8.b.2"},
           {"SECRET//FRD-N", "8.c.3"},
           {"SECRET//RD-SIGMA 1 99", ""},
           {"SECRET//RD-SIGMA 100", "8.d.3"},
           {"SECRET//RD-SIGMA 0", "8.d.3"},
           {"SECRET//DOD UCNI", "8.e.3"},
           {"SECRET//DOE UCNI", "8.f.3"},
           {"//DEU SECRET//FGI", "9.a"},
           {"UNCLASSIFIED//FGI", "9.b"},
           {"SECRET//FGI USA", "-"},
           {"SECRET//FGI KOR JPN", "9.d"},
           {"SECRET//FGI NATO JPN", "9.d"},
           {"SECRET//FGI JPN JPN", "9.d"},
           {"SECRET//FOUO", "10.b.1"},
           {"UNCLASSIFIED//ORCON", "10.d.3"},
           {"UNCLASSIFIED//REL TO USA, CAN", "10.e.3"},
           {"SECRET//REL TO USA, NATO, CAN", "10.e.4"},
           {"SECRET//REL TO USA, CAN, CAN", "10.e.4"},
           {"SECRET//REL TO USA", "10.e.5"},
           {"SECRET//NOFORN/REL TO USA, CAN", "10.e.7 2.d"},
           {"UNCLASSIFIED//DISPLAY ONLY AFG", "10.g.3"},
           {"SECRET//NOFORN/DISPLAY ONLY AFG", "10.g.4"},
           {"SECRET//RELIDO/DISPLAY ONLY AFG", "10.g.4"},
           {"SECRET//DISPLAY ONLY NZL, AFG", "10.g.5"},
           {"CONFIDENTIAL//IMCON/NOFORN", "1.b"},
           {"SECRET//IMCON", "1.c"},
           {"UNCLASSIFIED//NOFORN", "2.c"},
           {"SECRET//NOFORN/RELIDO", "2.d"},
           {"RESTRICTED//PROPIN", "3.b"},
           {"UNCLASSIFIED//PROPIN", ""},
           {"UNCLASSIFIED//RELIDO", "4.c"},
           {"SECRET//REL TO USA, CAN//EXDIS", "1.c"},
           {"SECRET//EXDIS/NODIS", "1.d"},
           {"SECRET//REL TO USA, CAN//NODIS", "2.d"}}) {
    EXPECT_EQ(broken(line), paragraphs) << line;
  }
}

TEST(UsMarkingReader, drops_nothing_that_it_does_not_know) {
  for (const char* line : {"SECRET//NOFORN//UNHEARD OF",
                           "SECRET//FGI CAN//?!",
                           "SECRET//si",
                           "SECRET//SI--X//NOFORN",
                           "SECRET//NOFORN/UNHEARD OF",
                           "SECRET//RD-X",
                           "SECRET//RD-SIGMA X",
                           "SECRET//SAR-?",
                           "SECRET//NOFORN//LIMDIS/UNHEARD OF",
                           "SECRET//REL TO",
                           "SECRET//REL TO usa, CAN",
                           "SECRET//FGI CANADA",
                           "//JOINT CAN USA",
                           "//DEU",
                           "//",
                           "",
                           "SECRET//",
                           "SECRET////NOFORN",
                           "SECRET//NOFORN//SI",
                           "SECRET//NOFORN//ORCON",
                           "SECRET//NOFORN/NOFORN",
                           "SECRET//REL TO USA, CAN/REL TO USA, CAN",
                           "//NATO SECRET//ATOMAL//ATOMAL",
                           "SECRET NOFORN",
                           "SECRET//ACCM-?",
                           "SECRET//RD-SIGMA",
                           "SECRET//ACCM-LIMDIS",
                           "SECRET//SAR-"}) {
    EXPECT_NE(broken(line), "") << line;
  }
  const UsMarkingReading read = read_us_marking("SECRET//NOFORN//UNHEARD OF/X");
  ASSERT_EQ(read.faults.size(), 1U);
  EXPECT_NE(read.faults[0].text.find("UNHEARD OF/X"), std::string::npos);
  EXPECT_TRUE(read.marking.has(UsControl::noforn)) << "what is known is read";
}

TEST(UsMarkingReader, takes_no_look_alike_and_no_other_case) {
  for (const char* line : {"SΕCRET", "ＳECRET//NOFORN", "secret", "SECRET//NОFORN", "//JРN SECRET",
                           "SECRET\xc2\xa0//NOFORN", "SEC\xff", "SECRET//REL TO USA, JРN"}) {
    EXPECT_NE(broken(line), "") << line;
  }
}

TEST(UsMarkingReader, notes_what_others_write_otherwise) {
  EXPECT_EQ(notes("U//FOUO"), 1U) << "obsolete";
  EXPECT_EQ(notes("SECRET//MADE-UP-SCI//NOFORN"), 1U) << "no control that is published";
  EXPECT_EQ(notes("SECRET//TK/NOFORN"), 1U) << "within another category";
  EXPECT_EQ(notes("SECRET//NOFORN/"), 1U) << "nothing behind the stroke";
  EXPECT_EQ(notes("SECRET//REL TO CAN, DEU"), 1U) << "without USA";
  EXPECT_EQ(notes("SECRET//REL TO USA CAN"), 1U) << "no comma";
  EXPECT_EQ(notes("RESTRICTED"), 1U) << "no level of the United States";
  EXPECT_EQ(notes("//JOINT SECRET USA CAN"), 1U) << "by alphabet";
  EXPECT_EQ(notes("SECRET//NF"), 1U) << "a portion's mark in a banner";
  EXPECT_EQ(notes("S//NOFORN"), 1U) << "a banner's in a portion";
  EXPECT_EQ(notes("(SECRET)"), 1U);
  for (const char* line : {"U//FOUO", "SECRET//MADE-UP-SCI//NOFORN", "SECRET//TK/NOFORN",
                           "SECRET//NOFORN/", "SECRET//REL TO CAN, DEU", "(SECRET)"}) {
    EXPECT_EQ(broken(line), "") << line;
  }
  EXPECT_FALSE(us_banner(read_us_marking("SECRET//REL TO CAN, DEU").marking).ok())
      << "and is never written so";
}

TEST(UsMarkingReader, is_meant_by_one_line_alone) {
  for (const char* text : {"SECRET", "S", "(U)", "//JPN S", "XYZ//NOFORN", "SECRET//NOFORN\n"}) {
    EXPECT_TRUE(is_us_marking(text)) << text;
  }
  for (const char* text : {"", "XYZ", "<a>//</a>", "{\"a\": \"//\"}", "SECRET\nSECRET", "a: //b"}) {
    EXPECT_FALSE(is_us_marking(text)) << text;
  }
}

TEST(UsMarkingReader, has_a_longest_line) {
  const std::string line = "SECRET//NOFORN//ACCM-";
  std::string longest = line + std::string(kUsMarkingBytes - line.size(), 'A');
  EXPECT_EQ(broken(longest), "");
  longest += "A";
  EXPECT_EQ(broken(longest), "-");
  EXPECT_FALSE(is_us_marking(longest));
}

RC_GTEST_PROP(UsMarkingReader, gives_back_any_line_that_the_writer_writes, ()) {
  const auto codes = [] {
    return us_order(*rc::gen::container<std::vector<std::string>>(
        rc::gen::element<std::string>("AFG", "JPN", "KOR", "NATO", "ISAF")));
  };
  UsMarking marking;
  marking.classification =
      *rc::gen::element<std::string>("UNCLASSIFIED", "CONFIDENTIAL", "SECRET", "TOP SECRET");
  marking.fgi = codes();
  marking.rel_to = codes();
  if (!marking.rel_to.empty()) {
    marking.rel_to.insert(marking.rel_to.begin(), "USA");
  }
  marking.display_only = codes();
  for (const UsControlWords& each : us_controls()) {
    if (*rc::gen::inRange(0, 6) == 0) {
      marking.controls.push_back(each.control);
    }
  }
  if (*rc::gen::arbitrary<bool>()) {
    marking.sci = {{"SI", {{"GAMMA", {"ABC"}}}}, {"TK", {}}};
  }
  const auto line = us_banner(marking);
  if (line.ok()) {
    const UsMarkingReading read = read_us_marking(*line);
    RC_ASSERT(read.faults.empty());
    RC_ASSERT(read.marking == marking);
  } else {
    RC_ASSERT(!check_us_marking(marking).empty());
  }
}

RC_GTEST_PROP(UsMarkingReader, says_something_of_any_line, ()) {
  const auto parts = *rc::gen::container<std::vector<std::string>>(rc::gen::element<std::string>(
      "SECRET", "S", "//", "/", "NOFORN", "NF", "REL TO", "USA", ", ", " ", "JPN", "SI", "-",
      "SAR-", "RD", "SIGMA", "1", "FGI", "ACCM-", "JOINT", "COSMIC", "ATOMAL", "(", ")", "\xff"));
  std::string line;
  for (const std::string& each : parts) {
    line += each;
  }
  const UsMarkingReading read = read_us_marking(line);
  RC_ASSERT(!read.faults.empty() || us_level(read.marking.classification).has_value());
}

}  // namespace
}  // namespace entente::label::testing
