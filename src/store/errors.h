#pragma once

#include "base/error.h"

namespace entente::store {

inline constexpr ErrorKind kCorrupt{
    "store.corrupt", Exit::verification_failed, 500,
    "Stop the node and restore the home from a backup: a stored value was changed or moved."};
inline constexpr ErrorKind kWrongKey{
    "store.wrong-key", Exit::invalid_input, 500,
    "Give the passphrase, credential or token with which this home was made."};
inline constexpr ErrorKind kWrongHome{
    "store.wrong-home", Exit::invalid_input, 500,
    "Give the home of this party and environment; a home is never used for another one."};
inline constexpr ErrorKind kBadSchema{
    "store.bad-schema", Exit::invalid_input, 500,
    "Use the release of Entente that wrote this home, or a newer one that names it."};
inline constexpr ErrorKind kFailed{
    "store.failed", Exit::internal, 500,
    "Check the disk and its free space, then start the node again; nothing acknowledged is lost."};
inline constexpr ErrorKind kBadKey{"store.bad-key", Exit::internal, 500,
                                   "Report this: a record was given a key of the wrong form."};
inline constexpr ErrorKind kHomeInUse{
    "store.home-in-use", Exit::out_of_order, 409,
    "Stop the other process that serves this home, or talk to it through its admin socket."};
inline constexpr ErrorKind kUnsafeHome{
    "store.unsafe-home", Exit::invalid_input, 500,
    "Make the home a folder of the node's own user, with permissions 0700 and no symbolic links."};
inline constexpr ErrorKind kBadPath{"store.bad-path", Exit::internal, 500,
                                    "Report this: a file name of the home has the wrong form."};
inline constexpr ErrorKind kFileExists{"store.file-exists", Exit::out_of_order, 409,
                                       "Choose another name, or remove the file first."};

inline constexpr const ErrorKind* kStoreErrors[] = {
    &kCorrupt, &kWrongKey,  &kWrongHome,  &kBadSchema, &kFailed,
    &kBadKey,  &kHomeInUse, &kUnsafeHome, &kBadPath,   &kFileExists};

}  // namespace entente::store
