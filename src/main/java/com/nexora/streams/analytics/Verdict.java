package com.nexora.streams.analytics;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a look at a minute of an agent led to.
 *
 * @param memory what the detector wants back at the next look, null for nothing; the same array if
 *     nothing changed
 * @param alerts steps of alerts, in order
 * @param awake whether a minute without any event must be looked at too: as long as the detector
 *     waits for a silence or for an alert to calm down
 */
record Verdict(byte @Nullable [] memory, List<AlertDraft> alerts, boolean awake) {}
