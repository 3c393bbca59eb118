package com.nexora.streams.query;

import com.nexora.streams.catalogue.PrivateFile;
import com.nexora.streams.runtime.AuthSettings;
import com.nexora.streams.runtime.StartupException;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.Date;
import java.util.UUID;

/**
 * Makes bearer tokens with a shared secret, for dev mode and for the command {@code token}.
 *
 * <p>In production an identity provider issues tokens; here nobody should need one to try the
 * product, and no route may be open because a token was a bother to get.
 */
public final class Tokens {

  /** Tenant claim that stands for every tenant; for operators only. */
  public static final String ALL_TENANTS = Caller.ALL_TENANTS;

  private static final int MIN_SECRET_BYTES = 32;
  private static final int NEW_SECRET_BYTES = 48;

  private final byte[] secret;
  private final AuthSettings settings;
  private final Clock clock;

  private Tokens(final byte[] secret, final AuthSettings settings, final Clock clock) {
    this.secret = secret;
    this.settings = settings;
    this.clock = clock;
  }

  /**
   * Tokens that a server with the same settings accepts.
   *
   * @throws StartupException if there is no secret file, or it cannot be read or is too short
   */
  public static Tokens of(final AuthSettings settings, final Clock clock) {
    final Path file =
        settings
            .secretFile()
            .orElseThrow(
                () ->
                    new StartupException(
                        "tokens can only be made with a shared secret: set"
                            + " auth.jwt.hs256.secret.file"));
    return new Tokens(readSecret(file), settings, clock);
  }

  /**
   * Writes a new random secret that only its owner may read; keeps one that is there.
   *
   * @throws IOException if the file cannot be written
   */
  public static void createSecret(final Path file) throws IOException {
    final byte[] random = new byte[NEW_SECRET_BYTES];
    new SecureRandom().nextBytes(random);
    PrivateFile.createIfAbsent(
        file, Base64.getUrlEncoder().withoutPadding().encodeToString(random) + "\n");
  }

  /**
   * A signed token.
   *
   * @param tenant the one tenant it may see, or {@link #ALL_TENANTS}
   * @param scopes read, write, admin, auditor
   * @param lifetime from now until it expires
   */
  public String mint(
      final String subject,
      final String tenant,
      final Collection<String> scopes,
      final Duration lifetime) {
    final long now = clock.millis();
    final JWTClaimsSet.Builder claims =
        new JWTClaimsSet.Builder()
            .jwtID(UUID.randomUUID().toString())
            .subject(subject)
            .claim("tenant", tenant)
            .claim("scope", String.join(" ", scopes))
            .issueTime(new Date(now))
            .expirationTime(new Date(now + lifetime.toMillis()));
    settings.issuer().ifPresent(claims::issuer);
    settings.audience().ifPresent(claims::audience);
    try {
      final SignedJWT jwt =
          new SignedJWT(
              new JWSHeader.Builder(JWSAlgorithm.HS256).type(JOSEObjectType.JWT).build(),
              claims.build());
      jwt.sign(new MACSigner(secret));
      return jwt.serialize();
    } catch (final JOSEException e) {
      throw new IllegalStateException("cannot sign a token", e);
    }
  }

  /**
   * The secret in a file, without a line end behind it.
   *
   * @throws StartupException if it cannot be read or is too short
   */
  static byte[] readSecret(final Path file) {
    final byte[] bytes;
    try {
      bytes = Files.readAllBytes(file);
    } catch (final IOException e) {
      throw new StartupException(
          "auth.jwt.hs256.secret.file "
              + file
              + " cannot be read ("
              + e.getClass().getSimpleName()
              + ")",
          e);
    }
    int length = bytes.length;
    while (length > 0 && (bytes[length - 1] == '\n' || bytes[length - 1] == '\r')) {
      length--;
    }
    if (length < MIN_SECRET_BYTES) {
      throw new StartupException(
          "auth.jwt.hs256.secret.file "
              + file
              + " holds "
              + length
              + " bytes; HS256 needs at least "
              + MIN_SECRET_BYTES
              + ". Make one with \"openssl rand -base64 48\".");
    }
    return Arrays.copyOf(bytes, length);
  }
}
