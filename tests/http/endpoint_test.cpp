#include "http/endpoint.h"

#include <gtest/gtest.h>

#include "http/errors.h"

namespace entente::http {
namespace {

TEST(Endpoint, reads_names_and_addresses_and_writes_them_the_same) {
  for (const char* text : {"kr.example.org:7443", "localhost:1", "192.0.2.7:65535",
                           "[2001:db8::7]:7443", "xn--3e0b707e.example:443"}) {
    const auto endpoint = Endpoint::parse(text);
    ASSERT_TRUE(endpoint.ok()) << text;
    EXPECT_EQ(endpoint->text(), text);
  }
}

TEST(Endpoint, refuses_every_other_spelling_of_an_address_AB73) {
  for (const char* text : {"2130706433:80",
                           "0x7f000001:80",
                           "0177.0.0.1:80",
                           "127.1:80",
                           "127.0.0.01:80",
                           "127.0.0.1.:80",
                           "a.0x7f:80",
                           "[::1%lo]:80",
                           "[127.0.0.1]:80",
                           "::1:80",
                           "[::1]",
                           ":80",
                           "kr.example",
                           "kr.example:",
                           "kr.example:0",
                           "kr.example:65536",
                           "kr.example:-1",
                           "kr.example:080",
                           "kr.example:80x",
                           "kr..example:80",
                           "-kr.example:80",
                           "kr-.example:80",
                           "kr_x.example:80",
                           "kr.example/:80",
                           "file:80/",
                           "http://kr.example:80",
                           "user@kr.example:80",
                           "\xe3\x85\x8b.example:80",
                           " kr.example:80",
                           "",
                           ":"}) {
    const auto endpoint = Endpoint::parse(text);
    ASSERT_FALSE(endpoint.ok()) << text;
    EXPECT_TRUE(endpoint.error().is(kBadEndpoint)) << text;
  }
}

TEST(AddressScope, never_reaches_metadata_services_or_other_link_local_addresses_AB73) {
  for (const char* address :
       {"169.254.169.254", "0.0.0.0", "0.1.2.3", "224.0.0.1", "255.255.255.255", "::", "fe80::1",
        "ff02::1", "::ffff:169.254.169.254", "64:ff9b::a9fe:a9fe", "2002:a9fe:a9fe::1",
        "::169.254.169.254", "fd00::1%eth0", "no address", ""}) {
    EXPECT_FALSE(may_connect(address, AddressScope::any)) << address;
  }
}

TEST(AddressScope, reaches_as_far_as_it_says_AB73) {
  struct Row {
    const char* address;
    bool any, not_loopback, public_only;
  };
  for (const Row& row :
       {Row{"127.0.0.1", true, false, false}, Row{"::1", true, false, false},
        Row{"127.255.0.1", true, false, false}, Row{"::ffff:127.0.0.1", true, false, false},
        Row{"10.0.0.1", true, true, false}, Row{"172.16.0.1", true, true, false},
        Row{"172.32.0.1", true, true, true}, Row{"192.168.1.1", true, true, false},
        Row{"100.64.0.1", true, true, false}, Row{"fd00::1", true, true, false},
        Row{"192.0.2.1", true, true, true}, Row{"2001:db8::1", true, true, true},
        Row{"2002:7f00:1::1", true, false, false}}) {
    EXPECT_EQ(may_connect(row.address, AddressScope::any), row.any) << row.address;
    EXPECT_EQ(may_connect(row.address, AddressScope::not_loopback), row.not_loopback)
        << row.address;
    EXPECT_EQ(may_connect(row.address, AddressScope::public_only), row.public_only) << row.address;
  }
}

TEST(AddressScope, of_this_machine_takes_its_own_addresses_and_no_other_form_of_them_AB73) {
  for (const char* address : {"127.0.0.1", "127.255.0.1", "::1"}) {
    EXPECT_TRUE(may_connect(address, AddressScope::loopback)) << address;
  }
  for (const char* address :
       {"0.0.0.0", "10.0.0.1", "192.0.2.1", "169.254.169.254", "::", "::ffff:127.0.0.1",
        "64:ff9b::7f00:1", "2002:7f00:1::1", "fd00::1", "localhost", ""}) {
    EXPECT_FALSE(may_connect(address, AddressScope::loopback)) << address;
  }
}

}  // namespace
}  // namespace entente::http
