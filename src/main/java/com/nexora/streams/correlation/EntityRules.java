package com.nexora.streams.correlation;

import com.nexora.streams.catalogue.TenantSettings;

/**
 * What the tenant's configuration says for one entity.
 *
 * @param threshold correlation score from which several signals make a finding, 1-100
 * @param criticality weight of the entity unless its events say more: 0.5, 1, 2 or 4
 */
record EntityRules(int threshold, double criticality) {

  private static final double ORDINARY = 1;

  /** The rules for an entity; a weight that is none of the four counts as 1. */
  static EntityRules of(final TenantSettings settings, final String entityId) {
    final double weight = settings.criticality().getOrDefault(entityId, ORDINARY);
    final boolean known = weight == 0.5 || weight == 1 || weight == 2 || weight == 4;
    return new EntityRules(settings.correlationThreshold(), known ? weight : ORDINARY);
  }
}
