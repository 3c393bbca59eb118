package com.nexora.streams.query;

import com.nexora.streams.runtime.AuthSettings;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.text.ParseException;
import java.time.Clock;
import java.util.Date;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a bearer token is ours to accept, and who it speaks for.
 *
 * <p>Everything is refused that is not provably right: another algorithm than the key's, a missing
 * expiry, a critical header we do not know. The answer names the rule that was broken, never the
 * key or the claim's content.
 */
final class TokenVerifier {

  private static final String INVALID = "invalid_token";

  private final TokenKeys keys;
  private final AuthSettings settings;
  private final Clock clock;

  TokenVerifier(final TokenKeys keys, final AuthSettings settings, final Clock clock) {
    this.keys = keys;
    this.settings = settings;
    this.clock = clock;
  }

  /**
   * The caller behind a token.
   *
   * @throws Problem 401 if the token is not acceptable
   */
  Caller verify(final String token) {
    try {
      final SignedJWT jwt = SignedJWT.parse(token);
      if (jwt.getHeader().getCriticalParams() != null) {
        throw refused("the token has critical headers that are not known here");
      }
      if (!isSigned(jwt)) {
        throw refused("the signature does not verify");
      }
      final JWTClaimsSet claims = jwt.getJWTClaimsSet();
      checkTimes(claims);
      checkParties(claims);
      return caller(claims);
    } catch (final ParseException e) {
      throw refused("it is no signed JSON Web Token");
    }
  }

  private boolean isSigned(final SignedJWT jwt) {
    try {
      for (final JWSVerifier verifier : keys.verifiers(jwt.getHeader())) {
        if (jwt.verify(verifier)) {
          return true;
        }
      }
      return false;
    } catch (final com.nimbusds.jose.jwk.source.RateLimitReachedException e) {
      // The set that was fetched lately has no such key. A key may be new, but to ask the provider
      // for every name that somebody makes up, or to fail over it, would be worse.
      return false;
    } catch (final com.nimbusds.jose.KeySourceException e) {
      throw Problem.unavailable("The keys that verify tokens cannot be fetched just now.");
    } catch (final JOSEException e) {
      return false;
    }
  }

  private void checkTimes(final JWTClaimsSet claims) {
    final long now = clock.millis();
    final long skew = settings.clockSkew().toMillis();
    final @Nullable Date expires = claims.getExpirationTime();
    if (expires == null) {
      throw refused("the token has no expiry (exp)");
    }
    if (expires.getTime() + skew <= now) {
      throw refused("the token has expired");
    }
    final @Nullable Date notBefore = claims.getNotBeforeTime();
    if (notBefore != null && notBefore.getTime() - skew > now) {
      throw refused("the token is not valid yet (nbf)");
    }
    final @Nullable Date issued = claims.getIssueTime();
    if (issued != null && issued.getTime() - skew > now) {
      throw refused("the token was issued in the future (iat)");
    }
  }

  private void checkParties(final JWTClaimsSet claims) {
    if (settings.issuer().isPresent() && !settings.issuer().get().equals(claims.getIssuer())) {
      throw refused("the token has another issuer (iss)");
    }
    if (settings.audience().isPresent()
        && !claims.getAudience().contains(settings.audience().get())) {
      throw refused("the token is meant for another audience (aud)");
    }
  }

  private static Caller caller(final JWTClaimsSet claims) throws ParseException {
    final @Nullable String tenant = claims.getStringClaim("tenant");
    if (tenant == null || tenant.isEmpty()) {
      throw refused("the token names no tenant");
    }
    final @Nullable String scope = claims.getStringClaim("scope");
    final @Nullable String subject = claims.getSubject();
    return new Caller(
        subject == null ? "" : subject,
        tenant,
        scope == null || scope.isBlank() ? Set.of() : Set.of(scope.strip().split(" +")));
  }

  private static Problem refused(final String why) {
    return Problem.unauthorized(INVALID, "The bearer token is refused: " + why + ".");
  }
}
