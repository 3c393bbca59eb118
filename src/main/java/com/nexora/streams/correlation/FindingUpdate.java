package com.nexora.streams.correlation;

import com.nexora.events.CorrelatedThreat;
import com.nexora.events.FindingChange;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one event did to one finding.
 *
 * @param findingId the finding
 * @param tenantId its owner
 * @param finding its new value; null = it is no longer kept in the view
 * @param changes steps in its life, in order
 */
record FindingUpdate(
    String findingId,
    String tenantId,
    @Nullable CorrelatedThreat finding,
    List<FindingChange> changes) {}
