#include "oidc/provider.h"

#include <fmt/format.h>

#include "base/encoding.h"
#include "crypto/digest.h"
#include "http/form.h"
#include "oidc/claims.h"
#include "oidc/errors.h"
#include "oidc/token_answer.h"

namespace entente::oidc {
namespace {

using http::percent_encoded;

Error not_reached() {
  return Error(kProviderUnreachable, "The provider of sign-in cannot be reached now.");
}

Error refused_answer() {
  return Error(kRefused, "The provider did not say who you are to this sign-in.");
}

/// `application/json`, with or without parameters.
bool is_json(const http::Response& response) {
  return response.headers.find("content-type").value_or("").starts_with("application/json");
}

}  // namespace

/// One code on its way.
struct Provider::Redeeming {
  Question question;
  Answer answer;
  std::function<void(Result<std::string>)> done;
};

Provider::Provider(Executor& executor, Clock& clock, Send send, Settings settings)
    : executor_(executor),
      clock_(clock),
      send_(std::move(send)),
      settings_(std::move(settings)),
      metadata_([this](const Kept<Metadata>::Done& done) {
        const auto from = metadata_url(settings_.issuer);
        if (!from.ok()) {
          done(from.error());
          return;
        }
        get(*from, [this, done](const Result<Bytes>& body) {
          done(body.ok() ? read_metadata(*body, issuer()) : Result<Metadata>(body.error()));
        });
      }),
      keys_([this](const Kept<Keys>::Done& done) {
        with_metadata([this, done](const Result<Metadata>& metadata) {
          if (!metadata.ok()) {
            done(metadata.error());
            return;
          }
          get(metadata->jwks_uri, [done](const Result<Bytes>& body) {
            auto keys = body.ok() ? format::parse_jwks(*body)
                                  : Result<std::vector<format::Jwk>>(body.error());
            if (keys.ok()) {
              done(std::make_shared<const std::vector<format::Jwk>>(std::move(*keys)));
            } else {
              done(body.ok() ? Error(kBadProvider, "The provider's keys are not as they should be.")
                             : body.error());
            }
          });
        });
      }) {}

// ---- Asking -------------------------------------------------------------------------------------

void Provider::send(const Url& to, http::Request request, Got done) {
  request.target = to.target;
  request.headers.add("accept", "application/json");
  send_(to.endpoint, std::move(request),
        // On whatever thread: it holds the executor alone until it is on the sequence.
        [&on = executor_, done = std::move(done)](Result<http::Response> response) {
          // std::function must be copyable, a response is not.
          auto held = std::make_shared<Result<http::Response>>(std::move(response));
          on.post([held, done] { done(*held); });
        });
}

void Provider::get(const Url& from, std::function<void(const Result<Bytes>&)> done) {
  send(from, {}, [done = std::move(done)](const Result<http::Response>& response) {
    if (!response.ok()) {
      done(not_reached());
    } else if (response->status != 200) {
      done(response->status >= 500 ? not_reached()
                                   : Error(kBadProvider, "The provider does not answer there."));
    } else {
      done(response->body);
    }
  });
}

void Provider::with_metadata(Kept<Metadata>::Done done) {
  metadata_.with(kKeptMs, clock_.now(), not_reached(), std::move(done));
}

void Provider::with_keys(std::int64_t longest_ms, Kept<Keys>::Done done) {
  if (settings_.pinned) {
    done(settings_.pinned);
    return;
  }
  keys_.with(longest_ms, clock_.now(), not_reached(), std::move(done));
}

void Provider::ask(const Question& question, std::function<void(Result<std::string>)> done) {
  // RFC 7636 section 4.2.
  const std::string challenge = to_base64url(crypto::sha256(as_bytes(question.verifier)).view());
  const std::string query = fmt::format(
      "response_type=code&scope=openid&client_id={}&redirect_uri={}&state={}&nonce={}"
      "&code_challenge={}&code_challenge_method=S256",
      percent_encoded(settings_.client_id), percent_encoded(settings_.redirect_uri), question.state,
      question.nonce, challenge);
  with_metadata([query, done = std::move(done)](const Result<Metadata>& metadata) {
    if (!metadata.ok()) {
      done(metadata.error());
      return;
    }
    // RFC 6749 section 3.1: the address may have a query of its own.
    const std::string& base = metadata->authorization_endpoint.text;
    done(base + (base.find('?') == std::string::npos ? '?' : '&') + query);
  });
}

// ---- Redeeming a code ---------------------------------------------------------------------------

void Provider::redeem(const Question& question, Answer answer,
                      std::function<void(Result<std::string>)> done) {
  if (redeeming_ >= kRedeeming) {
    done(not_reached());
    return;
  }
  ++redeeming_;
  auto of = std::make_shared<Redeeming>(question, std::move(answer), std::move(done));
  with_metadata([this, of](const Result<Metadata>& metadata) {
    if (metadata.ok()) {
      exchange(of, *metadata);
    } else {
      finish(of, metadata.error());
    }
  });
}

void Provider::finish(const RedeemingPtr& of, Result<std::string> person) {
  --redeeming_;
  of->done(std::move(person));
}

http::Request Provider::token_request(const Metadata& metadata, const Redeeming& of) const {
  http::Request request;
  request.method = "POST";
  request.headers.add("content-type", "application/x-www-form-urlencoded");
  std::string form =
      fmt::format("grant_type=authorization_code&code={}&redirect_uri={}&code_verifier={}",
                  percent_encoded(of.answer.code), percent_encoded(settings_.redirect_uri),
                  of.question.verifier);
  const BytesView secret = settings_.client_secret.view();
  if (metadata.secret_in == SecretIn::head) {
    request.headers.add("authorization",
                        http::basic_credentials(settings_.client_id, as_text(secret)));
  } else {
    form += "&client_id=" + percent_encoded(settings_.client_id) +
            "&client_secret=" + percent_encoded(as_text(secret));
  }
  request.body = to_bytes(form);
  return request;
}

void Provider::exchange(const RedeemingPtr& of, const Metadata& metadata) {
  // RFC 9207 section 2.4, before anything else of the answer is looked at: the code of another
  // provider is not shown to this one.
  const std::string& from = of->answer.issuer;
  if (from.empty() ? metadata.names_itself : from != issuer()) {
    finish(of, refused_answer());
    return;
  }
  if (of->answer.refused || of->answer.code.empty()) {
    finish(of, refused_answer());
    return;
  }
  send(metadata.token_endpoint, token_request(metadata, *of),
       [this, of](const Result<http::Response>& response) {
         if (!response.ok() || response->status >= 500) {
           finish(of, not_reached());
           return;
         }
         if (response->status != 200) {
           finish(of, refused_answer());
           return;
         }
         const auto token = is_json(*response) ? read_token_answer(response->body)
                                               : Result<std::string>(refused_answer());
         if (token.ok()) {
           verify(of, *token);
         } else {
           finish(of, token.error());
         }
       });
}

void Provider::verify(const RedeemingPtr& of, std::string_view token) {
  const auto read = format::parse_jws(token);
  if (!read.ok()) {
    finish(of, Error(kBadToken, "The provider's token is not one that is read here."));
    return;
  }
  with_keys_of(*read, [this, of, jws = *read](const Result<Keys>& keys) {
    const Expected expected{issuer(), settings_.client_id, settings_.claim, clock_.now()};
    finish(of, keys.ok() ? person_of_id_token(jws, **keys, expected, of->question.nonce)
                         : Result<std::string>(keys.error()));
  });
}

void Provider::with_keys_of(const format::Jws& token, const Kept<Keys>::Done& done) {
  with_keys(kKeptMs, [this, token, done](const Result<Keys>& keys) {
    // A key that is not known may be a new one.
    if (keys.ok() && keys_for(token, **keys).empty()) {
      with_keys(kUnknownKeyMs, done);
    } else {
      done(keys);
    }
  });
}

void Provider::read_access(std::string_view token, std::function<void(Result<AccessToken>)> done) {
  const auto read = format::parse_jws(token);
  if (settings_.audience.empty() || !read.ok()) {
    done(Error(kBadToken, "The token is not one that is read here."));
    return;
  }
  with_keys_of(*read, [this, jws = *read, done = std::move(done)](const Result<Keys>& keys) {
    const Expected expected{issuer(), settings_.audience, settings_.claim, clock_.now()};
    done(keys.ok() ? read_access_token(jws, **keys, expected) : Result<AccessToken>(keys.error()));
  });
}

}  // namespace entente::oidc
