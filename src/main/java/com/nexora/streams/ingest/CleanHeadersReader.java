package com.nexora.streams.ingest;

import com.nexora.streams.privacy.redact.Body;
import com.nexora.streams.tenants.TenantRedactors.Own;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/** Takes secrets out of a record's headers, which travel with the event. */
final class CleanHeadersReader {

  private CleanHeadersReader() {}

  /** The same headers if there is nothing to take out. */
  static Headers of(final Headers headers, final Own own) {
    RecordHeaders clean = null;
    int index = 0;
    for (final Header header : headers) {
      final Header one = clean(header, own);
      if (one != header && clean == null) {
        clean = new RecordHeaders();
        int before = 0;
        for (final Header earlier : headers) {
          if (before++ == index) {
            break;
          }
          clean.add(earlier);
        }
      }
      if (clean != null) {
        clean.add(one);
      }
      index++;
    }
    return clean == null ? headers : clean;
  }

  private static Header clean(final Header header, final Own own) {
    if (header.getClass() != RecordHeader.class) {
      return header; // Our own, which nobody can send.
    }
    final String key = own.redactor().text(header.key(), Body.FREE, "", own.tally());
    final byte @Nullable [] value = header.value();
    if (value == null) {
      return key.equals(header.key()) ? header : new RecordHeader(key, (byte[]) null);
    }
    final byte[] masked = own.redactor().maskedValue(header.key(), value, Body.FREE, own.tally());
    return masked == value && key.equals(header.key()) ? header : new RecordHeader(key, masked);
  }
}
