package com.nexora.streams.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nexora.streams.runtime.AuthSettings;
import com.nexora.streams.runtime.StartupException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which tokens get in, and above all which do not. */
final class TokenVerifierTest {

  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);
  private static final Duration SKEW = Duration.ofSeconds(60);
  private static final byte[] SECRET =
      "a secret of more than thirty-two bytes".getBytes(StandardCharsets.UTF_8);

  private static RSAKey rsa;
  private static RSAKey weak;
  private static ECKey ec;
  private static KeyPair ed;

  @TempDir private Path directory;
  private Path secretFile;
  private Path jwksFile;

  @BeforeAll
  static void keys() throws Exception {
    rsa = new RSAKeyGenerator(2_048).keyID("rsa").generate();
    weak = new RSAKeyGenerator(1_024, true).keyID("weak").generate();
    ec = new ECKeyGenerator(Curve.P_256).keyID("ec").generate();
    ed = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
  }

  @BeforeEach
  void files() throws Exception {
    secretFile = Files.write(directory.resolve("jwt.key"), SECRET);
    final byte[] encoded = ed.getPublic().getEncoded();
    final OctetKeyPair edKey =
        new OctetKeyPair.Builder(
                Curve.Ed25519,
                Base64URL.encode(Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length)))
            .keyID("ed")
            .build();
    jwksFile =
        Files.writeString(
            directory.resolve("jwks.json"),
            new JWKSet(List.of(rsa.toPublicJWK(), weak.toPublicJWK(), ec.toPublicJWK(), edKey))
                .toString());
  }

  @Test
  void shouldAdmitATokenThatWasMintedWithTheSecret() throws IOException {
    // Given
    final AuthSettings settings = secretOnly();
    final String token =
        Tokens.of(settings, CLOCK)
            .mint("ann", "tenant-a", Set.of("read", "write"), Duration.ofMinutes(5));

    // When
    final Caller caller = verifier(settings).verify(token);

    // Then
    assertThat(caller).isEqualTo(new Caller("ann", "tenant-a", Set.of("read", "write")));
    assertThat(caller.mayRead("tenant-b")).isFalse();
  }

  @Test
  void shouldLetAnOperatorSeeEveryTenant() {
    // Given
    final AuthSettings settings = secretOnly();
    final String token =
        Tokens.of(settings, CLOCK)
            .mint("op", Tokens.ALL_TENANTS, Set.of("read"), Duration.ofMinutes(5));

    // When
    final Caller caller = verifier(settings).verify(token);

    // Then
    assertThat(caller.mayRead("tenant-b")).isTrue();
  }

  @Test
  void shouldAdmitRs256OfTheKeySet() throws Exception {
    // Given
    final String token = signed(JWSAlgorithm.RS256, "rsa", new RSASSASigner(rsa), claims());

    // When
    final Caller caller = verifier(keySetOnly()).verify(token);

    // Then
    assertThat(caller.tenant()).isEqualTo("tenant-a");
  }

  @Test
  void shouldAdmitEs256OfTheKeySet() throws Exception {
    // Given
    final String token = signed(JWSAlgorithm.ES256, "ec", new ECDSASigner(ec), claims());

    // When
    final Caller caller = verifier(keySetOnly()).verify(token);

    // Then
    assertThat(caller.tenant()).isEqualTo("tenant-a");
  }

  @Test
  void shouldAdmitEdDsaOfTheKeySet() throws Exception {
    // Given
    final String token = edSigned(claims().build());

    // When
    final Caller caller = verifier(keySetOnly()).verify(token);

    // Then
    assertThat(caller.tenant()).isEqualTo("tenant-a");
  }

  @Test
  void shouldRefuseAnEdDsaTokenWhoseClaimsWereChanged() throws Exception {
    // Given
    final String[] parts = edSigned(claims().build()).split("\\.");
    final String forged =
        parts[0]
            + "."
            + Base64URL.encode(claims().claim("tenant", "tenant-b").build().toPayload().toBytes())
            + "."
            + parts[2];

    // When / Then
    assertRefused(keySetOnly(), forged, "signature");
  }

  @Test
  void shouldRefuseATokenWithoutSignature() {
    // Given
    final String header = Base64URL.encode("{\"alg\":\"none\",\"typ\":\"JWT\"}").toString();
    final String body = Base64URL.encode(claims().build().toPayload().toBytes()).toString();

    // When / Then
    assertRefused(secretOnly(), header + "." + body + ".", "no signed JSON Web Token");
  }

  @Test
  void shouldRefuseAPublicKeyThatIsUsedAsASharedSecret() throws Exception {
    // Given: the classic confusion, HMAC over the published RSA key
    final String token =
        signed(
            JWSAlgorithm.HS256, "rsa", new MACSigner(rsa.toRSAPublicKey().getEncoded()), claims());

    // When / Then
    assertRefused(keySetOnly(), token, "signature");
  }

  @Test
  void shouldRefuseATokenOfAnotherSecret() throws Exception {
    // Given
    final String token = signed(JWSAlgorithm.HS256, null, new MACSigner("x".repeat(40)), claims());

    // When / Then
    assertRefused(secretOnly(), token, "signature");
  }

  @Test
  void shouldRefuseAnotherHashThanTheKeysOwn() throws Exception {
    // Given
    final byte[] longSecret = "y".repeat(64).getBytes(StandardCharsets.UTF_8);
    Files.write(secretFile, longSecret);
    final String token = signed(JWSAlgorithm.HS512, null, new MACSigner(longSecret), claims());

    // When / Then
    assertRefused(secretOnly(), token, "signature");
  }

  @Test
  void shouldRefuseAnRsaKeyThatIsTooShort() throws Exception {
    // Given
    final String token =
        signed(
            JWSAlgorithm.RS256, "weak", new RSASSASigner(weak.toRSAPrivateKey(), true), claims());

    // When / Then
    assertRefused(keySetOnly(), token, "signature");
  }

  @Test
  void shouldRefuseAKeyIdThatIsNotInTheSet() throws Exception {
    // Given
    final String token = signed(JWSAlgorithm.RS256, "other", new RSASSASigner(rsa), claims());

    // When / Then
    assertRefused(keySetOnly(), token, "signature");
  }

  @Test
  void shouldRefuseAnExpiredToken() throws Exception {
    // Given
    final String token = hs256(claims().expirationTime(at(SKEW.negated())));

    // When / Then
    assertRefused(secretOnly(), token, "expired");
  }

  @Test
  void shouldBearTheStatedClockDifference() throws Exception {
    // Given
    final String token =
        hs256(
            claims()
                .expirationTime(at(SKEW.negated().plusSeconds(1)))
                .notBeforeTime(at(SKEW))
                .issueTime(at(SKEW)));

    // When
    final Caller caller = verifier(secretOnly()).verify(token);

    // Then
    assertThat(caller.tenant()).isEqualTo("tenant-a");
  }

  @Test
  void shouldRefuseATokenWithoutExpiry() throws Exception {
    // Given
    final String token = hs256(claims().expirationTime(null));

    // When / Then
    assertRefused(secretOnly(), token, "exp");
  }

  @Test
  void shouldRefuseATokenOfTheFuture() throws Exception {
    // Given
    final String notYet = hs256(claims().notBeforeTime(at(SKEW.plusSeconds(1))));
    final String issuedLater = hs256(claims().issueTime(at(SKEW.plusSeconds(1))));

    // When / Then
    assertRefused(secretOnly(), notYet, "nbf");
    assertRefused(secretOnly(), issuedLater, "iat");
  }

  @Test
  void shouldRefuseAnotherIssuerOrAudience() throws Exception {
    // Given
    final AuthSettings settings =
        new AuthSettings(
            Optional.of(secretFile),
            Optional.empty(),
            Optional.empty(),
            Optional.of("https://issuer"),
            Optional.of("nexora"),
            SKEW);

    // When / Then
    assertRefused(settings, hs256(claims().audience("nexora")), "iss");
    assertRefused(settings, hs256(claims().issuer("https://issuer").audience("else")), "aud");
    assertThat(
            verifier(settings)
                .verify(hs256(claims().issuer("https://issuer").audience(List.of("x", "nexora"))))
                .tenant())
        .isEqualTo("tenant-a");
  }

  @Test
  void shouldRefuseATokenThatNamesNoTenant() throws Exception {
    // Given
    final String none = hs256(claims().claim("tenant", null));
    final String empty = hs256(claims().claim("tenant", ""));
    final String number = hs256(claims().claim("tenant", 7));

    // When / Then
    assertRefused(secretOnly(), none, "tenant");
    assertRefused(secretOnly(), empty, "tenant");
    assertRefused(secretOnly(), number, "");
  }

  @Test
  void shouldRefuseCriticalHeadersThatItDoesNotKnow() throws Exception {
    // Given
    final SignedJWT jwt =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.HS256)
                .criticalParams(Set.of("exp-policy"))
                .customParam("exp-policy", "x")
                .build(),
            claims().build());
    jwt.sign(new MACSigner(SECRET));

    // When / Then
    assertRefused(secretOnly(), jwt.serialize(), "critical");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "a.b", "a.b.c", "....", "eyJhbGciOiJIUzI1NiJ9..", "\u0000"})
  void shouldRefuseWhatIsNoToken(final String token) {
    // Given
    final AuthSettings settings = secretOnly();

    // When / Then
    assertRefused(settings, token, "");
  }

  @Test
  void shouldNotStartWithASecretThatIsTooShort() throws IOException {
    // Given
    Files.writeString(secretFile, "short\n");

    // When / Then
    assertThatThrownBy(() -> TokenKeys.of(secretOnly()))
        .isInstanceOf(StartupException.class)
        .hasMessageContaining("holds 5 bytes")
        .hasMessageNotContaining("short\n");
  }

  @Test
  void shouldMakeASecretThatOnlyItsOwnerMayReadAndKeepIt() throws IOException {
    // Given
    final Path file = directory.resolve("new").resolve("jwt.key");
    Tokens.createSecret(file);
    final String first = Files.readString(file);

    // When
    Tokens.createSecret(file);

    // Then
    assertThat(Files.readString(file)).isEqualTo(first).hasSizeGreaterThan(32);
    assertThat(Files.getPosixFilePermissions(file)).hasSize(2);
  }

  private void assertRefused(final AuthSettings settings, final String token, final String reason) {
    assertThatThrownBy(() -> verifier(settings).verify(token))
        .isInstanceOfSatisfying(
            Problem.class,
            problem -> {
              assertThat(problem.status()).isEqualTo(401);
              assertThat(problem.headers().get("WWW-Authenticate")).contains("invalid_token");
            })
        .hasMessageContaining(reason);
  }

  private static TokenVerifier verifier(final AuthSettings settings) {
    return new TokenVerifier(TokenKeys.of(settings), settings, CLOCK);
  }

  private AuthSettings secretOnly() {
    return new AuthSettings(
        Optional.of(secretFile),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        SKEW);
  }

  private AuthSettings keySetOnly() {
    return new AuthSettings(
        Optional.empty(),
        Optional.of(jwksFile),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        SKEW);
  }

  private static JWTClaimsSet.Builder claims() {
    return new JWTClaimsSet.Builder()
        .subject("ann")
        .claim("tenant", "tenant-a")
        .claim("scope", "read")
        .expirationTime(at(Duration.ofMinutes(5)));
  }

  private static Date at(final Duration fromNow) {
    return Date.from(NOW.plus(fromNow));
  }

  private static String hs256(final JWTClaimsSet.Builder claims) throws Exception {
    return signed(JWSAlgorithm.HS256, null, new MACSigner(SECRET), claims);
  }

  private static String signed(
      final JWSAlgorithm algorithm,
      final String keyId,
      final JWSSigner signer,
      final JWTClaimsSet.Builder claims)
      throws Exception {
    final SignedJWT jwt =
        new SignedJWT(new JWSHeader.Builder(algorithm).keyID(keyId).build(), claims.build());
    jwt.sign(signer);
    return jwt.serialize();
  }

  private static String edSigned(final JWTClaimsSet claims) throws Exception {
    final String input =
        Base64URL.encode("{\"alg\":\"EdDSA\",\"kid\":\"ed\"}")
            + "."
            + Base64URL.encode(claims.toPayload().toBytes());
    final Signature signature = Signature.getInstance("Ed25519");
    signature.initSign(ed.getPrivate());
    signature.update(input.getBytes(StandardCharsets.US_ASCII));
    return input + "." + Base64URL.encode(signature.sign());
  }
}
