package com.nexora.streams.query;

import com.nexora.streams.catalogue.LegalHold;
import com.nexora.streams.privacy.EraseOrder;
import com.nexora.streams.privacy.Erasure;
import com.nexora.streams.runtime.PrivacyOffice;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A desk without a cluster behind it: keeps what it was asked for. */
final class NoDesk implements PrivacyAccess.Desk {

  final List<String> asked = new ArrayList<>();
  @Nullable LegalHold hold;
  int answers = 2;

  @Override
  public Erasure erase(
      final String tenant, final String subject, final String actor, final Duration wait) {
    asked.add("erase " + tenant + " " + subject + " by " + actor);
    if (hold != null) {
      throw new PrivacyOffice.HeldException(hold);
    }
    Erasure erasure = Erasure.of(new EraseOrder("o-1", tenant, "sub-1", 1_767_600_000_000L), 2);
    for (int i = 0; i < answers; i++) {
      erasure = erasure.with(new EraseOrder.Answer("o-1", "acts", i, 1));
    }
    return erasure;
  }

  @Override
  public LegalHold place(
      final String tenant,
      final String id,
      final @Nullable String subject,
      final String reason,
      final String actor) {
    asked.add("hold " + tenant + " " + id + " " + subject + " by " + actor);
    return new LegalHold(
        tenant, id, subject == null ? "" : "sub-1", reason, 1_767_600_000_000L, actor);
  }

  @Override
  public boolean lift(final String tenant, final String id, final String actor) {
    asked.add("lift " + tenant + " " + id);
    return Map.of("case-7", true).containsKey(id);
  }
}
