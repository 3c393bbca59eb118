package com.nexora.streams.runtime;

import static org.apache.kafka.common.config.ConfigDef.Importance.HIGH;
import static org.apache.kafka.common.config.ConfigDef.Importance.LOW;
import static org.apache.kafka.common.config.ConfigDef.Importance.MEDIUM;

import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigDef.Type;

/** Settings of the HTTP server, and of the tokens that it takes. */
public final class HttpKeys {

  public static final String HTTP_HOST = "http.host";
  public static final String HTTP_PORT = "http.port";
  public static final String HTTP_ADVERTISED_HOST = "http.advertised.host";
  public static final String HTTP_THREADS = "http.threads.max";
  public static final String HTTP_REQUEST_TIMEOUT = "http.request.timeout.ms";
  public static final String HTTP_IDLE_TIMEOUT = "http.idle.timeout.ms";
  public static final String HTTP_DRAIN_TIMEOUT = "http.drain.timeout.ms";
  public static final String HTTP_MAX_BODY = "http.max.body.bytes";
  public static final String HTTP_MAX_HEADER = "http.max.header.bytes";

  public static final String JWT_SECRET_FILE = "auth.jwt.hs256.secret.file";
  public static final String JWKS_FILE = "auth.jwt.jwks.file";
  public static final String JWKS_URL = "auth.jwt.jwks.url";
  public static final String JWT_ISSUER = "auth.jwt.issuer";
  public static final String JWT_AUDIENCE = "auth.jwt.audience";
  public static final String JWT_CLOCK_SKEW = "auth.jwt.clock.skew.ms";

  private static final long SECOND = 1_000L;
  private static final long MINUTE = 60 * SECOND;
  private static final long HOUR = 60 * MINUTE;
  private static final long MIB = 1L << 20;

  private HttpKeys() {}

  /** Adds the settings. */
  static void define(final ConfigDef def) {
    http(def);
    authentication(def);
  }

  private static void http(final ConfigDef def) {
    def.define(
            HTTP_HOST,
            Type.STRING,
            "0.0.0.0",
            new ConfigDef.NonEmptyString(),
            MEDIUM,
            "Address the HTTP server listens on.")
        .define(
            HTTP_PORT,
            Type.INT,
            8080,
            Range.between(0, 65_535),
            HIGH,
            "Port of the HTTP server; 0 takes a free one. The environment variable PORT sets it, too.")
        .define(
            HTTP_ADVERTISED_HOST,
            Type.STRING,
            "",
            MEDIUM,
            "Host under which other instances reach this one; empty takes the machine's host name.")
        .define(
            HTTP_THREADS,
            Type.INT,
            32,
            Range.between(4, 1_000),
            MEDIUM,
            "Most threads that answer HTTP requests; further requests wait.")
        .define(
            HTTP_REQUEST_TIMEOUT,
            Type.LONG,
            10 * SECOND,
            Range.between(100, HOUR),
            MEDIUM,
            "Longest time an answer may take before the caller gets 503.")
        .define(
            HTTP_IDLE_TIMEOUT,
            Type.LONG,
            30 * SECOND,
            Range.between(SECOND, HOUR),
            LOW,
            "How long a connection may stay silent.")
        .define(
            HTTP_DRAIN_TIMEOUT,
            Type.LONG,
            5 * SECOND,
            Range.between(0, 10 * MINUTE),
            LOW,
            "How long a shutdown waits for requests under way.")
        .define(
            HTTP_MAX_BODY,
            Type.LONG,
            MIB,
            Range.between(1_024, 64 * MIB),
            LOW,
            "Largest request body.")
        .define(
            HTTP_MAX_HEADER,
            Type.INT,
            16_384,
            Range.between(4_096, 1 << 20),
            LOW,
            "Largest request line and headers together, hence the longest URL.");
  }

  private static void authentication(final ConfigDef def) {
    def.define(
            JWT_SECRET_FILE,
            Type.STRING,
            "",
            HIGH,
            "File with the shared secret of HS256 tokens, at least 32 bytes. One of the three key sources must be set.")
        .define(
            JWKS_FILE,
            Type.STRING,
            "",
            HIGH,
            "File with a JSON Web Key Set of public keys (RS256, ES256, EdDSA).")
        .define(
            JWKS_URL,
            Type.STRING,
            "",
            HIGH,
            "URL of a JSON Web Key Set, refreshed when an unknown key id arrives.")
        .define(
            JWT_ISSUER,
            Type.STRING,
            "",
            MEDIUM,
            "Value the token's iss must have; empty accepts any.")
        .define(
            JWT_AUDIENCE,
            Type.STRING,
            "",
            MEDIUM,
            "Value the token's aud must contain; empty accepts any.")
        .define(
            JWT_CLOCK_SKEW,
            Type.LONG,
            60 * SECOND,
            Range.between(0, 10 * MINUTE),
            LOW,
            "Clock difference tolerated on exp, nbf and iat.");
  }
}
