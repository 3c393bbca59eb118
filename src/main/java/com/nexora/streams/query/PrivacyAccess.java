package com.nexora.streams.query;

import com.nexora.streams.catalogue.LegalHold;
import com.nexora.streams.privacy.Erasure;
import com.nexora.streams.privacy.PayloadReader;
import com.nexora.streams.runtime.PrivacyOffice;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What the routes of privacy need: a desk for orders, and a reader of encrypted payloads.
 *
 * @param desk takes orders
 * @param reader opens payloads
 */
public record PrivacyAccess(Desk desk, PayloadReader reader) implements AutoCloseable {

  /** Takes orders; as {@link PrivacyOffice}. */
  interface Desk {

    Erasure erase(String tenant, String subject, String actor, Duration wait);

    LegalHold place(
        String tenant, String id, @Nullable String subject, String reason, String actor);

    boolean lift(String tenant, String id, String actor);

    /** Lets go of its clients. */
    default void close() {}
  }

  /** Access through an office, which is closed with this. */
  public static PrivacyAccess of(final PrivacyOffice office, final PayloadReader reader) {
    return new PrivacyAccess(
        new Desk() {
          @Override
          public Erasure erase(
              final String tenant, final String subject, final String actor, final Duration wait) {
            return office.erase(tenant, subject, actor, wait);
          }

          @Override
          public LegalHold place(
              final String tenant,
              final String id,
              final @Nullable String subject,
              final String reason,
              final String actor) {
            return office.place(tenant, id, subject, reason, actor);
          }

          @Override
          public boolean lift(final String tenant, final String id, final String actor) {
            return office.lift(tenant, id, actor);
          }

          @Override
          public void close() {
            office.close();
          }
        },
        reader);
  }

  @Override
  public void close() {
    desk.close();
  }
}
