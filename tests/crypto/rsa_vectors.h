#pragma once

#include <string_view>

/// An RSA-2048 key of a test, and what OpenSSL's command line made with it; all in base64.
/// EXERCISE: nothing was ever sealed with this key.
namespace entente::crypto::test {

inline constexpr std::string_view kRsaPkcs8 =
    "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQDDernbha+JeBCRBwnTW46PocSjTniLgviw4LnQ"
    "P6dpIkMafyB3GYfMo7yUbnDKNLe9nYKppf/iGBRcFJe42fB8NWoecU3oC/AI5/NnTYaVhNExZJtaVf4SaQTsxQSc"
    "2HPrilLc/ysYO2WlsoGlGRT7LmqnycqMzwH6+rLGrRzAlzKYkFEv+A1Vk13Is5o+0UFVy2SIJipYA88xmp8+H1xy"
    "w6f7CnJavCYiG3YlEBnHS6vCi4iYU4eVKVTifUAUBNs6jIerymRtf/GHPPcRNpd3ujgKl/+H53nBAkQOgPlNz7/0"
    "8XbnuRe0rbCiMRu29Urrp72C02X7psq5/ystxBuNAgMBAAECggEAHgbENUDd85EGhGxvGTDrX0szM/2J/S4PSsYe"
    "LKuWaMsLQS7tWvYIOsoc3bTwLNM3tQ/UggAeY8mcmP9NxeZuLvoadJYlaCMrSgbtB71sEpv98ScZyODEH+pTSBZE"
    "TN5fwfqzm0Azy6tWBAN9MBG//AxHdEIGE6Z5kKaBHwz4yWk6+GIrk5qhCLVIlc+y4VLOvf4CzzhszabWY4gecHX+"
    "g2Kh1kcQiSCnwSc3z/4XKgCDhs6eKXHiB8WZ/SXVN9adC+0UTwqe3A7ZRTfRCNYUCcC3HhybaYSyHYkjJKIYf03m"
    "zHg3XM5+hRCVIhKpnMfIwCNMMleH32SazM91AKPs6QKBgQD7n5bbvm/qVWRm+NQ9IjFcTuxpTKqqvfwRHFq5j61f"
    "PzXwLX+lx5/wExe7JrryBVthpLiZlA8oZkaUjgH0S9YdyPbnMxlecsOxCUoMMU+Lofb7fApbKCzV06kRbdcfWAxX"
    "oahM1Mfa7KQ9v2ThgbAXRgIXHHQBWqelIjBqTBrR2QKBgQDG4SSJ44fG9cY/YZSlD06cjKJSkrIkHumWakaEIqNG"
    "B8Pt+/44FR+1+Kl9996VMB32Jn3z8TMZVCNBPgmgTsoIZFnnfr1FQhF6u1+bN4HCvxQqTwXWauCi1ykURQuAEQ1z"
    "kZvN4eQZy1I4ASxMVB6uNCtxWU1TZt67KCZKBJxS1QKBgQCS3XdEE0dnUygjIiFe/VIqOraqT2Fd/z3dDtu1azMa"
    "YN6urR/QN1AW5E35ooWDNbU8rNRCb7TZM7kGhEyHtqvm/qF+GMk542ptLqrVqwJu0b5C0weIZU6mD8Cit6XUWaP6"
    "khSVo6xzD6RdlhTfur55FxepPaZIFA29yNLReFI/IQKBgCKj3nBiAClIb8JkZbamRuP/ntpRENQ3yinX0vZ67gNp"
    "oNfX13y/OSnB6Qu2278ShXV1WOTfcy4LOKTJgHW6o3f4uqwWqDLjAhZlgo6PiXt5OrLv1q11KjFS1qXgLNOepMAn"
    "cYLXwJo5jtWQZr3YvQtMrPBuRIitV0g0Aw9LZEsNAoGAUAZ3SE7zSFbdFnjwcIobeuAYYxavhDJOm+pvDaoFHR6o"
    "wjzrdlmPJ7ihcdl6FqItwJZVNWGOc1E3NfJi0IL7I8k0QJWcC2ia+TK3drNPM3IPgGflD8U5nSrlnOAe9OIUBcMC"
    "+ZGP1YQxcBZXdmcHEm08NIuavG7pRq3zv2g+vYQ=";

/// `openssl pkeyutl -encrypt`, OAEP with SHA-1, of the bytes 0 to 31.
inline constexpr std::string_view kRsaWrapped =
    "s8Yq/iBpxPvMFVUSrHFF0inKgoz2SxHmy+jcGTb0sILLzAhhk9XXMwVZ7jorXG6ON24hGapS/JpIOOy6NOAxUiui"
    "M8T6+TxX8VjKF1WjUHsxNqCrxBcjfZsCUu079S88HbUORvLdjcgbWkQ/Jypx/n1UKC9dPqHHQ0cusAXUFfAElEuY"
    "D24Leuw5OprHzPwBbf0ZaqbNQaPOV8pRf9OGWG1BFVoDa2iIVBwcP8Ln7vC6OSLLOc4K05oqoybGbOSZDnPr9lWf"
    "zcpTbrXlT1+aL3P/ZuuQbr/8SLZQPHSZzB4Z4cvwhw8pU+oR0dX9WbizeWDxCAsKqym3rNIhHrrIEw==";

/// The same with SHA-256 in both places.
inline constexpr std::string_view kRsaWrappedSha256 =
    "tNVyAeL9Frv/4gyj3BUmAH4nZXL3YQGd5RomFxu6n6nKuNkwP6TbtYAKUnSjVREYBgCocMiX34K5nt1MkTNjgVr2"
    "3o5EdqDSeUgX3V8HIftEQkpgij7EMbE6lgScZHei4LqlX13Osidb+BcSYqayF/sh9wPSm3ruOZBsEnU/7lsBmggL"
    "VzU95AdOKm2kyAD4ylRasQp4fMGafyYATAncDOeyRsopu/q2yrRWqNk72krOsNo8/arODKIlkFJX4P9NUUfeEKrO"
    "skEdJi7+IH1BIEb8bX45KptCtPkASwrSjDoSmjfwOV6nCIsujiEcVs5Dk0VfdW+nSMBq41kdHf2PnA==";

/// `openssl dgst -sha256 -sign` of `EXERCISE message`.
inline constexpr std::string_view kRsaSignature =
    "GOKJoJdlkiF/DQVCYgxfKTZSR9TypVmiX5xfSfB+vmxWeIWWApUZ+CMtV0zDWbEdCBh88yhUZkEAx0WNTf9kNGj9"
    "zD7UP1weEzAuOaCZN2zlMcpvq0jNnSV1ftp/0TMgpuuwj1dteJF0EiBhRCD2GcSV7nCKcGoeXVIyDyNuuVOPtyjv"
    "80b8GfOJ7LvkEMJkdxsxVRnbRGJ+YHuCbkGeAdD1LBgy21DPPjdJhgeBsZMQImOnYH6KXoYCeZc54otR/mRbb++O"
    "u/4VxhBO4ORG+HX+dYt0y3AX96e+yQXWUTLzRINLVZxs7s+5MDP1q1O4EeJ+47eou97guLfRaXmDug==";

/// The same with SHA-1.
inline constexpr std::string_view kRsaSignatureSha1 =
    "r2qPd7OuLHVksd9zH4JKM546DZPAkJ6rd1D3dSEGbx7DTtHEaUUPGzRfP3kbU0H6xZKDq1kO2IT6DqsCjs+jw0jA"
    "Kr4FhgoJchspVBTH1JX7aUJ+RRuVyZysjIRFrzyBfc/LDsyLaEytAxKW37dCUnemsdguaWykhj7AntNA6oezYCsV"
    "zm7gya3Tbrr3EwyB0TmLXkHII7F8j9qD7/UHBdaI50sJrDoKkaa1zjTvhiyoaOnRgMu8kc9aNiJKMYayROcwj/oq"
    "qrpowKc7D1YFD28yGku9YsV+fNne4KEo1nNKI0Mv7ktMGzVWCwPEvCoBSzDqjQJsFwX0RtUJoMEL0g==";

/// The same with SHA-256 and PSS padding.
inline constexpr std::string_view kRsaSignaturePss =
    "ZN2WFM7Jy0B8xHeK7tmExIYkMfgK2JJZiqqbabjY+gUwWumtUOeCan6PfZHp5MIypnQjppTzBuKJL/nobsist3Px"
    "5JajSm3Qde/oh/5DAV2eB/+8A0iKOU14CI5VLgg+xwre/s8RgbMmoIIRiQ5iidiak5ex+erRIW4t9bJoCnpH1bNC"
    "ZTcIS0TptAfk6lRAE+vK2FWtVH26ywQbxBPXxo4vqTg7yVEyY1veliNW7HTkyFzTJy5Yw1h7hory4kzl6P+2guE6"
    "e/bXArmZTtCBLJ74KtENxpjRlwHWQD/ByNdB/qriWntIhDMNI+XVE/ffHIf1o0iGF5YFFkNXiu9g5A==";

}  // namespace entente::crypto::test
