package com.nexora.streams.audit;

import com.nexora.events.AuditEvent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumWriter;
import org.jspecify.annotations.Nullable;

/**
 * Keeps drafts small enough to be sealed: an entry has at most {@link AuditFormat#MAX_ENTRY_BYTES},
 * and a record that the producer refuses would lose its whole transaction.
 *
 * <p>What is too large is sealed by its digest: whoever kept the original can still prove it.
 */
final class DraftSize {

  /** Largest payload that is kept, bytes of UTF-8. */
  static final int MAX_PAYLOAD_BYTES = 48 * 1024;

  /** Largest draft in Avro binary: leaves room for what sealing adds. */
  static final int MAX_DRAFT_BYTES = 60 * 1024;

  private static final int KEPT_CHARACTERS = 256;
  private static final int KEPT_ITEMS = 16;
  private static final int FIELDS = AuditEvent.getClassSchema().getFields().size();
  private static final int UTF8_BYTES_PER_CHARACTER = 3;

  private DraftSize() {}

  /** The draft itself, with a digest in the place of what is too large. */
  static AuditEvent bounded(final AuditEvent draft) {
    final String payload = draft.getPayload();
    if (exceeds(payload, MAX_PAYLOAD_BYTES)) {
      draft.setPayload(digest(payload.getBytes(StandardCharsets.UTF_8), "payload"));
    }
    if (roughSize(draft) > MAX_DRAFT_BYTES) {
      final byte[] whole = avro(draft);
      if (whole.length > MAX_DRAFT_BYTES) {
        shrink(draft, digest(whole, "event"));
      }
    }
    return draft;
  }

  static int utf8Bytes(final String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  /** The draft in Avro binary of today's schema. */
  static byte[] avro(final AuditEvent draft) {
    final ByteArrayOutputStream out = new ByteArrayOutputStream(1024);
    final BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
    try {
      new SpecificDatumWriter<>(AuditEvent.class).write(draft, encoder);
      encoder.flush();
    } catch (final IOException e) {
      throw new UncheckedIOException("cannot encode an audit draft", e);
    }
    return out.toByteArray();
  }

  private static String digest(final byte[] bytes, final String of) {
    final JsonText json =
        new JsonText()
            .field("sha256", HexFormat.of().formatHex(AuditFormat.sha256(bytes)))
            .field("bytes", bytes.length);
    return ("payload".equals(of) ? json : json.field("of", of)).text();
  }

  /** Keeps who, what and when, in short; the rest is proven by the digest only. */
  private static void shrink(final AuditEvent draft, final String digest) {
    draft.setPayload(digest);
    draft.setCiphertext(null);
    draft.setKeyCommitment(null);
    draft.setEventType(cut(draft.getEventType()));
    draft.setCategory(cut(draft.getCategory()));
    draft.setSeverity(cut(draft.getSeverity()));
    draft.setAction(cut(draft.getAction()));
    draft.setDescription(cut(draft.getDescription()));
    draft.setActor(cut(draft.getActor()));
    draft.setAgent(cutNullable(draft.getAgent()));
    draft.setResource(cut(draft.getResource()));
    draft.setOutcome(cut(draft.getOutcome()));
    draft.setCorrelationId(cutNullable(draft.getCorrelationId()));
    draft.setEncryptionKey(cutNullable(draft.getEncryptionKey()));
    draft.setRetentionClass(cut(draft.getRetentionClass()));
    draft.setFrameworks(cut(draft.getFrameworks()));
    draft.setSubjects(cut(draft.getSubjects()));
    draft.setMetadata(cut(draft.getMetadata()));
  }

  private static Map<String, String> cut(final Map<String, String> metadata) {
    final Map<String, String> kept = new TreeMap<>();
    final String recordedBy = metadata.get(AuditDrafts.RECORDED_BY);
    if (recordedBy != null) {
      kept.put(AuditDrafts.RECORDED_BY, recordedBy);
    }
    return kept;
  }

  private static List<String> cut(final List<String> items) {
    return items.stream().limit(KEPT_ITEMS).map(DraftSize::cut).toList();
  }

  private static @Nullable String cutNullable(final @Nullable String text) {
    return text == null ? null : cut(text);
  }

  private static String cut(final String text) {
    if (text.length() <= KEPT_CHARACTERS) {
      return text;
    }
    // Half a surrogate pair would not survive UTF-8.
    final int end =
        Character.isHighSurrogate(text.charAt(KEPT_CHARACTERS - 1))
            ? KEPT_CHARACTERS - 1
            : KEPT_CHARACTERS;
    return text.substring(0, end) + "...";
  }

  private static boolean exceeds(final String text, final int bytes) {
    return text.length() > bytes
        || (text.length() > bytes / UTF8_BYTES_PER_CHARACTER && utf8Bytes(text) > bytes);
  }

  /** An upper bound of the draft's size without encoding it. */
  private static long roughSize(final AuditEvent draft) {
    long size = 512;
    for (int i = 0; i < FIELDS; i++) {
      size += roughSize(draft.get(i));
    }
    return size;
  }

  private static long roughSize(final @Nullable Object value) {
    if (value instanceof String text) {
      return (long) text.length() * UTF8_BYTES_PER_CHARACTER + 5;
    }
    if (value instanceof java.nio.ByteBuffer bytes) {
      return bytes.remaining() + 5L;
    }
    long size = 0;
    if (value instanceof List<?> list) {
      for (final Object item : list) {
        size += roughSize(item);
      }
    } else if (value instanceof Map<?, ?> map) {
      for (final Map.Entry<?, ?> item : map.entrySet()) {
        size += roughSize(item.getKey()) + roughSize(item.getValue());
      }
    }
    return size;
  }
}
