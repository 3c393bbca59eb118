package com.nexora.streams.runtime;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Where the keys of bearer tokens come from and what a token must say.
 *
 * @param secretFile shared secret of HS256 tokens
 * @param jwksFile public keys as a JSON Web Key Set
 * @param jwksUrl the same, fetched
 * @param issuer value that iss must have
 * @param audience value that aud must contain
 * @param clockSkew clock difference tolerated on exp, nbf and iat
 */
public record AuthSettings(
    Optional<Path> secretFile,
    Optional<Path> jwksFile,
    Optional<String> jwksUrl,
    Optional<String> issuer,
    Optional<String> audience,
    Duration clockSkew) {}
