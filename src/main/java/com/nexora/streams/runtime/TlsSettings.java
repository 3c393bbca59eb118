package com.nexora.streams.runtime;

import java.nio.file.Path;
import java.util.Optional;

/**
 * TLS of the HTTP server. Files are read when the server starts.
 *
 * @param certificate certificate chain, PEM; the server's own first
 * @param key its private key, PEM (PKCS#8, not encrypted)
 * @param keystore both in one, PKCS12
 * @param password file with the password of the keystore
 * @param clientAuthorities certificates that must have signed those of clients, PEM; if set, a
 *     client without one is refused
 */
public record TlsSettings(
    Optional<Path> certificate,
    Optional<Path> key,
    Optional<Path> keystore,
    Optional<Path> password,
    Optional<Path> clientAuthorities) {

  /** Whether the server speaks TLS. */
  public boolean enabled() {
    return certificate.isPresent() || keystore.isPresent();
  }
}
