package com.nexora.streams.catalogue;

import java.util.Map;

/**
 * While it stands, nothing that it covers is erased or expires.
 *
 * <p>Lives in {@link Topics#PRIVACY_HOLDS}, compacted, under {@link #key}; a tombstone lifts it.
 *
 * @param tenant whose data it covers
 * @param id name of the hold within the tenant, e.g. of the case
 * @param pseudonym the data subject that it covers, by pseudonym; empty: the whole tenant
 * @param reason why, in words
 * @param placedAt epoch milliseconds
 * @param placedBy who placed it
 */
public record LegalHold(
    String tenant, String id, String pseudonym, String reason, long placedAt, String placedBy) {

  /** Key of a hold's record. */
  public static byte[] key(final String tenant, final String id) {
    return EntityKey.bytes(tenant, id);
  }

  /** Whether it covers every subject of the tenant. */
  public boolean coversTenant() {
    return pseudonym.isEmpty();
  }

  /** Whether it forbids to erase a subject. */
  public boolean covers(final String ofTenant, final String subject) {
    return tenant.equals(ofTenant) && (coversTenant() || pseudonym.equals(subject));
  }

  /** The hold as one JSON object. */
  public byte[] json() {
    return FlatJson.write(
        Map.of(
            "tenant", tenant,
            "hold", id,
            "pseudonym", pseudonym,
            "reason", reason,
            "placedAt", placedAt,
            "placedBy", placedBy));
  }

  /**
   * Reads a hold.
   *
   * @throws IllegalArgumentException if the bytes are none
   */
  public static LegalHold parse(final byte[] json) {
    final FlatJson fields = FlatJson.read(json);
    return new LegalHold(
        fields.text("tenant"),
        fields.text("hold"),
        fields.textOr("pseudonym", ""),
        fields.textOr("reason", ""),
        fields.number("placedAt"),
        fields.textOr("placedBy", ""));
  }
}
