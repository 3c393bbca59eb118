package com.nexora.streams.correlation;

import com.nexora.events.CorrelatedThreat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of findings, newest first, then by finding id.
 *
 * @param findings the findings, as on {@code threat.correlated}
 * @param nextCursor asks for the next page; null = this was the last
 */
public record FindingPage(List<CorrelatedThreat> findings, @Nullable String nextCursor) {}
