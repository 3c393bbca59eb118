package com.nexora.streams.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nexora.streams.runtime.AuthSettings;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tokens that are verified with keys of an identity provider, fetched from its URL. */
final class FetchedKeysTest {

  private static RSAKey first;
  private static RSAKey second;

  private final AtomicInteger fetches = new AtomicInteger();
  private volatile List<RSAKey> published = List.of();
  private HttpServer provider;
  private TokenVerifier verifier;

  @BeforeAll
  static void keys() throws Exception {
    first = new RSAKeyGenerator(2_048).keyID("first").generate();
    second = new RSAKeyGenerator(2_048).keyID("second").generate();
  }

  @BeforeEach
  void start() throws IOException {
    published = List.of(first);
    provider = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    provider.createContext(
        "/jwks",
        exchange -> {
          fetches.incrementAndGet();
          final byte[] body =
              new JWKSet(
                      published.stream()
                          .map(key -> (com.nimbusds.jose.jwk.JWK) key.toPublicJWK())
                          .toList())
                  .toString()
                  .getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    provider.start();
    final AuthSettings settings =
        new AuthSettings(
            Optional.empty(),
            Optional.empty(),
            Optional.of("http://127.0.0.1:" + provider.getAddress().getPort() + "/jwks"),
            Optional.of("https://id.example"),
            Optional.of("nexora"),
            Duration.ZERO);
    verifier = new TokenVerifier(TokenKeys.of(settings), settings, Clock.systemUTC());
  }

  @AfterEach
  void stop() {
    provider.stop(0);
  }

  @Test
  void shouldAdmitATokenOfAFetchedKeyAndFetchItOnce() throws Exception {
    // Given
    final String token = token(first, "first", "nexora");

    // When
    final Caller caller = verifier.verify(token);
    verifier.verify(token);

    // Then
    assertThat(caller.tenant()).isEqualTo("tenant-a");
    assertThat(fetches).hasValue(1);
    assertThatThrownBy(() -> verifier.verify(token(first, "first", "another")))
        .hasMessageContaining("aud");
  }

  @Test
  void shouldFetchAgainWhenAKeyIsNew() throws Exception {
    // Given
    verifier.verify(token(first, "first", "nexora"));
    published = List.of(first, second);

    // When
    final Caller caller = verifier.verify(token(second, "second", "nexora"));

    // Then
    assertThat(caller.tenant()).isEqualTo("tenant-a");
    assertThat(fetches).hasValue(2);
  }

  @Test
  void shouldRefuseKeysThatNobodyHasHoweverOftenTheyAreNamed() throws Exception {
    // Given
    verifier.verify(token(first, "first", "nexora"));
    final int[] statuses = new int[8];

    // When
    for (int i = 0; i < statuses.length; i++) {
      statuses[i] = status(token(second, "made-up-" + i, "nexora"));
    }

    // Then
    assertThat(statuses).containsOnly(401);
    assertThat(fetches).hasValueLessThan(5);
    assertThat(verifier.verify(token(first, "first", "nexora")).tenant()).isEqualTo("tenant-a");
  }

  @Test
  void shouldSayTryAgainWhenNoKeyWasEverFetched() throws Exception {
    // Given
    provider.stop(0);

    // When
    final int status = status(token(first, "first", "nexora"));

    // Then
    assertThat(status).isEqualTo(503);
  }

  private int status(final String token) {
    try {
      verifier.verify(token);
      return 200;
    } catch (final Problem problem) {
      return problem.status();
    }
  }

  private static String token(final RSAKey key, final String id, final String audience)
      throws Exception {
    final SignedJWT jwt =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(id).build(),
            new JWTClaimsSet.Builder()
                .subject("ann")
                .issuer("https://id.example")
                .audience(audience)
                .claim("tenant", "tenant-a")
                .claim("scope", "read")
                .expirationTime(new Date(System.currentTimeMillis() + 60_000))
                .build());
    jwt.sign(new RSASSASigner(key));
    return jwt.serialize();
  }
}
