package com.nexora.streams.analytics;

import com.nexora.events.AnalyticsAlert;
import com.nexora.streams.catalogue.ContentId;
import com.nexora.streams.catalogue.EntityKey;
import java.util.Locale;

/** Makes records of the steps of alerts. */
final class AlertRecords {

  private AlertRecords() {}

  /** The step of an alert of an entity. */
  static AnalyticsAlert of(final PaneSeries entity, final AlertDraft draft) {
    return of(EntityKey.parse(entity.owner()), draft);
  }

  /** The step of an alert of an entity, or of a tenant, whose entity is empty. */
  static AnalyticsAlert of(final EntityKey who, final AlertDraft draft) {
    return AnalyticsAlert.newBuilder()
        .setAlertId(
            ContentId.hex(
                who.tenantId(), who.entityId(), draft.metric(), Long.toString(draft.openedAt())))
        .setTenantId(who.tenantId())
        .setEntityId(who.entityId())
        .setMetric(draft.metric())
        .setState(draft.state().name().toLowerCase(Locale.ROOT))
        .setObserved(draft.observed())
        .setExpectedLow(draft.expectedLow())
        .setExpectedHigh(draft.expectedHigh())
        .setUnusualness(draft.unusualness())
        .setTimestamp(draft.time())
        .setOpenedAt(draft.openedAt())
        .setCauseEventId(draft.causeEventId())
        .setMetadata(draft.metadata())
        .build();
  }
}
