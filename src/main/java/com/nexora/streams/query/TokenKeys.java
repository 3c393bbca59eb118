package com.nexora.streams.query;

import com.nexora.streams.runtime.AuthSettings;
import com.nexora.streams.runtime.StartupException;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.SecurityContext;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URI;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The keys that may have signed a token, and which algorithm each kind of key may be used with.
 *
 * <p>The key decides the algorithm, never the token's header: a public RSA key must not become an
 * HMAC secret because a header says so, and {@code none} has no key at all.
 */
final class TokenKeys {

  private static final int MIN_RSA_BITS = 2_048;

  private final byte @Nullable [] secret;
  private final List<JWKSource<SecurityContext>> sets;

  private TokenKeys(final byte @Nullable [] secret, final List<JWKSource<SecurityContext>> sets) {
    this.secret = secret;
    this.sets = List.copyOf(sets);
  }

  /**
   * Reads the configured keys.
   *
   * @throws StartupException if none is configured, or one cannot be read or is too weak
   */
  static TokenKeys of(final AuthSettings settings) {
    final List<JWKSource<SecurityContext>> sets = new ArrayList<>();
    settings
        .jwksFile()
        .ifPresent(
            file -> {
              try {
                sets.add(new ImmutableJWKSet<>(JWKSet.load(file.toFile()).toPublicJWKSet()));
              } catch (final IOException | ParseException e) {
                throw new StartupException(
                    "auth.jwt.jwks.file " + file + " cannot be read as a JSON Web Key Set", e);
              }
            });
    settings.jwksUrl().ifPresent(url -> sets.add(remote(url)));
    final byte[] secret = settings.secretFile().map(Tokens::readSecret).orElse(null);
    if (secret == null && sets.isEmpty()) {
      throw new StartupException(
          "no key to verify bearer tokens with: set auth.jwt.hs256.secret.file, auth.jwt.jwks.file"
              + " or auth.jwt.jwks.url. Every route but /health asks for a token.");
    }
    return new TokenKeys(secret, sets);
  }

  private static JWKSource<SecurityContext> remote(final String url) {
    try {
      return JWKSourceBuilder.create(URI.create(url).toURL())
          .retrying(true)
          .outageTolerant(true)
          .build();
    } catch (final MalformedURLException | IllegalArgumentException e) {
      throw new StartupException("auth.jwt.jwks.url " + url + " is no URL", e);
    }
  }

  /** Verifiers of the keys that this header may be about; empty if there is none. */
  List<JWSVerifier> verifiers(final JWSHeader header) throws JOSEException {
    final JWSAlgorithm algorithm = header.getAlgorithm();
    if (JWSAlgorithm.HS256.equals(algorithm)) {
      return secret == null ? List.of() : List.of(new MACVerifier(secret));
    }
    final List<JWSVerifier> verifiers = new ArrayList<>();
    for (final JWKSource<SecurityContext> set : sets) {
      for (final JWK key : set.get(new JWKSelector(wanted(header)), null)) {
        verifier(algorithm, key).ifPresent(verifiers::add);
      }
    }
    return verifiers;
  }

  private static JWKMatcher wanted(final JWSHeader header) {
    final JWKMatcher.Builder wanted = new JWKMatcher.Builder().keyUses(KeyUse.SIGNATURE, null);
    return (header.getKeyID() == null ? wanted : wanted.keyID(header.getKeyID())).build();
  }

  private static Optional<JWSVerifier> verifier(final JWSAlgorithm algorithm, final JWK key)
      throws JOSEException {
    if (key.getAlgorithm() != null && !key.getAlgorithm().equals(algorithm)) {
      return Optional.empty();
    }
    if (JWSAlgorithm.RS256.equals(algorithm)
        && key instanceof RSAKey rsa
        && rsa.size() >= MIN_RSA_BITS) {
      return Optional.of(new RSASSAVerifier(rsa));
    }
    if (JWSAlgorithm.ES256.equals(algorithm)
        && key instanceof ECKey ec
        && Curve.P_256.equals(ec.getCurve())) {
      return Optional.of(new ECDSAVerifier(ec));
    }
    if (isEd25519(algorithm)
        && key instanceof OctetKeyPair pair
        && Curve.Ed25519.equals(pair.getCurve())) {
      return Optional.of(new EdDsaVerifier(pair.getDecodedX()));
    }
    return Optional.empty();
  }

  private static boolean isEd25519(final JWSAlgorithm algorithm) {
    return JWSAlgorithm.EdDSA.equals(algorithm) || JWSAlgorithm.Ed25519.equals(algorithm);
  }
}
