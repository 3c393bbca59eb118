package com.nexora.streams.query;

import com.nexora.streams.catalogue.LegalHold;
import com.nexora.streams.privacy.Erasure;
import com.nexora.streams.privacy.PayloadReader;
import com.nexora.streams.runtime.PrivacyOffice;
import java.time.Duration;
import java.util.function.Supplier;
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

  /**
   * Access through an office, which is opened at the first order, since its clients need a broker
   * that the checks before the start have seen, and closed with this.
   */
  public static PrivacyAccess of(final Supplier<PrivacyOffice> office, final PayloadReader reader) {
    return new PrivacyAccess(new OfficeDesk(office), reader);
  }

  private static final class OfficeDesk implements Desk {

    private final Supplier<PrivacyOffice> opener;
    private @Nullable PrivacyOffice opened;

    OfficeDesk(final Supplier<PrivacyOffice> opener) {
      this.opener = opener;
    }

    private synchronized PrivacyOffice office() {
      PrivacyOffice office = opened;
      if (office == null) {
        office = opener.get();
        opened = office;
      }
      return office;
    }

    @Override
    public Erasure erase(
        final String tenant, final String subject, final String actor, final Duration wait) {
      return office().erase(tenant, subject, actor, wait);
    }

    @Override
    public LegalHold place(
        final String tenant,
        final String id,
        final @Nullable String subject,
        final String reason,
        final String actor) {
      return office().place(tenant, id, subject, reason, actor);
    }

    @Override
    public boolean lift(final String tenant, final String id, final String actor) {
      return office().lift(tenant, id, actor);
    }

    @Override
    public synchronized void close() {
      if (opened != null) {
        opened.close();
      }
    }
  }

  @Override
  public void close() {
    desk.close();
  }
}
