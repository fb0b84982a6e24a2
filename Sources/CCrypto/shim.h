#pragma once

// What the product uses of OpenSSL's libcrypto: digests, HMAC, random bytes, comparison in constant time.
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>
