package com.nexora.streams.privacy;

import com.nexora.streams.catalogue.LeastRecentlyUsed;
import com.nexora.streams.privacy.redact.Aliases;
import java.util.HexFormat;
import java.util.Map;

/**
 * Stable names for data subjects that say nothing without the key.
 *
 * <p>{@code sub-} and the first 20 bytes (160 bits) of HMAC-SHA256 over the subject's id, as hex,
 * under a key of the tenant, which is itself HMAC-SHA256 over the tenant under the master key. So
 * the same person has other names in two tenants, and nobody without the master can test a guess.
 * The id counts as it is written: {@code Bob} and {@code bob} are two subjects. Thread-safe.
 */
public final class Pseudonyms {

  /** Starts the pseudonym of a data subject. */
  public static final String SUBJECT = Aliases.PREFIX;

  /** Starts the name that stands for a whole tenant, where a payload names no subject. */
  public static final String TENANT = "ten-";

  /** Characters of a pseudonym, of a subject's and of a tenant's. */
  static final int LENGTH = Aliases.LENGTH;

  private static final int BYTES = 20;
  private static final int MAX_TENANTS = 10_000;

  private final byte[] master;
  private final Map<String, byte[]> tenantKeys = new LeastRecentlyUsed<>(MAX_TENANTS);

  /**
   * @param master at least 32 bytes; whoever changes it loses the connection to every earlier entry
   */
  Pseudonyms(final byte[] master) {
    this.master = master.clone();
  }

  /** The pseudonym of a data subject within a tenant, 44 characters. */
  public String of(final String tenant, final String subject) {
    return of(keyOf(tenant), subject);
  }

  /**
   * As {@link #of(String, String)}, for several subjects.
   *
   * @param tenant as {@link #keyOf} gave it
   */
  static String of(final Hmac tenant, final String subject) {
    return SUBJECT + token(tenant, "subject", subject);
  }

  /** The tenant's key, until the thread uses another. */
  Hmac keyOf(final String tenant) {
    return Hmac.of(tenantKey(tenant));
  }

  /**
   * The same text, if it is as long as a pseudonym: names that stand before others in keys and ids
   * are cut off by their length.
   *
   * @throws IllegalArgumentException if it is not
   */
  static String checked(final String pseudonym) {
    if (pseudonym.length() != LENGTH) {
      throw new IllegalArgumentException("a pseudonym has " + LENGTH + " characters");
    }
    return pseudonym;
  }

  /** The name of the tenant itself, for payloads that name no subject. */
  String ofTenant(final String tenant) {
    return TENANT + token(tenant, "tenant", tenant);
  }

  /** 40 hex digits for any other text of a tenant that must not stand in clear. */
  String token(final String tenant, final String kind, final String text) {
    return token(keyOf(tenant), kind, text);
  }

  private static String token(final Hmac tenant, final String kind, final String text) {
    return HexFormat.of().formatHex(tenant.text(kind).text(text).result(), 0, BYTES);
  }

  private byte[] tenantKey(final String tenant) {
    synchronized (tenantKeys) {
      return tenantKeys.computeIfAbsent(
          tenant, t -> Hmac.of(master).text("nexora pseudonyms v1").text(t).result());
    }
  }

  @Override
  public String toString() {
    return "Pseudonyms[key=****, bits=" + BYTES * Byte.SIZE + "]";
  }
}
