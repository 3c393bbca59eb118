package com.nexora.streams.query;

import com.nexora.events.TenantConfig;
import com.nexora.streams.catalogue.TenantSettings;
import com.nexora.streams.privacy.redact.RedactionYaml;
import com.nexora.streams.runtime.TenantOffice;
import com.nexora.streams.tenants.Precondition;
import com.nexora.streams.tenants.TenantConfigJson;
import com.nexora.streams.tenants.TenantDocument;

/** Changes settings in a kit's topology: what the office does, without a broker. */
final class KitDesk implements TenantAccess.Desk {

  private final QueryFixture query;
  private final TenantConfigJson json;
  private long time = 1_767_600_000_000L;

  private KitDesk(final QueryFixture query, final TenantConfigJson json) {
    this.query = query;
    this.json = json;
  }

  static TenantAccess access(final QueryFixture query) {
    final TenantConfigJson json =
        TenantOffice.json(TenantSettings.defaults(60, 5), RedactionYaml.shipped());
    return new TenantAccess(new KitDesk(query, json), query.kit.serdes(), json);
  }

  @Override
  public TenantDocument put(
      final String tenant,
      final byte[] document,
      final Precondition precondition,
      final String actor) {
    final TenantDocument present =
        new TenantAccess(this, query.kit.serdes(), json).inForce(query.stores(), tenant);
    final TenantConfig config = json.read(tenant, document, present.config());
    final Precondition.Verdict verdict = precondition.against(present);
    if (verdict != Precondition.Verdict.HOLDS) {
      throw TenantOffice.refusal(verdict);
    }
    config.setUpdatedAt(time++);
    query.kit.tenantConfigs().pipe(config);
    return new TenantDocument(config, true);
  }
}
