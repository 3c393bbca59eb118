package com.nexora.streams.tenants;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.nexora.events.TenantConfig;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * A tenant's settings as they are shown, with the tag by which a change says what it changes.
 *
 * @param config the settings, passwords included
 * @param stored whether the tenant has settings of its own; else these are the defaults
 */
public record TenantDocument(TenantConfig config, boolean stored) {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int TAG_BYTES = 16;

  /** The document, without passwords. */
  public byte[] json() {
    try {
      return JSON.writeValueAsBytes(TenantConfigView.of(config));
    } catch (final JsonProcessingException e) {
      throw new IllegalStateException("settings that cannot be written", e);
    }
  }

  /**
   * A strong entity tag (RFC 9110), quotes included: another one after every change, since a change
   * also changes the time of the last one.
   */
  public String tag() {
    try {
      final byte[] digest = MessageDigest.getInstance("SHA-256").digest(json());
      return "\"" + HexFormat.of().formatHex(Arrays.copyOf(digest, TAG_BYTES)) + "\"";
    } catch (final NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
