package com.nexora.streams.catalogue;

import java.nio.charset.StandardCharsets;

/**
 * The record key of everything that belongs to one entity of one tenant.
 *
 * <p>Published so that any producer in any language can write it and land on the right partition:
 * the UTF-8 bytes of {@code escape(tenantId) + "/" + entityId}, where {@code escape} writes {@code
 * %} as {@code %25} and {@code /} as {@code %2F}. The first slash therefore always ends the tenant,
 * the keys of a tenant share a prefix that no other tenant's keys have, and equal entity ids of two
 * tenants never meet. The partition is Kafka's default for these bytes: {@code
 * toPositive(murmur2(key)) % partitions}.
 *
 * @param tenantId owner, any characters
 * @param entityId identity within the tenant, any characters
 */
public record EntityKey(String tenantId, String entityId) {

  /** The key's bytes as they stand on every entity topic. */
  public byte[] bytes() {
    return bytes(tenantId, entityId);
  }

  /** The key's bytes without an intermediate object, for the hot path. */
  public static byte[] bytes(final String tenantId, final String entityId) {
    return (escape(tenantId) + '/' + entityId).getBytes(StandardCharsets.UTF_8);
  }

  /** Bytes that start all keys of a tenant and none of any other tenant's. */
  public static byte[] tenantPrefix(final String tenantId) {
    return (escape(tenantId) + '/').getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Reads a key back.
   *
   * @throws IllegalArgumentException if the bytes hold no slash
   */
  public static EntityKey parse(final byte[] key) {
    final String text = new String(key, StandardCharsets.UTF_8);
    final int slash = text.indexOf('/');
    if (slash < 0) {
      throw new IllegalArgumentException(
          "not an entity key: no '/' in "
              + key.length
              + " bytes; expected escape(tenant) + '/' + entity");
    }
    return new EntityKey(unescape(text.substring(0, slash)), text.substring(slash + 1));
  }

  private static String escape(final String tenantId) {
    if (tenantId.indexOf('/') < 0 && tenantId.indexOf('%') < 0) {
      return tenantId;
    }
    return tenantId.replace("%", "%25").replace("/", "%2F");
  }

  private static String unescape(final String escaped) {
    return escaped.indexOf('%') < 0 ? escaped : escaped.replace("%2F", "/").replace("%25", "%");
  }
}
