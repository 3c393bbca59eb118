/** What sealing, proving and verifying the audit trail costs. */
@NullMarked
package com.nexora.streams.bench.audit;

import org.jspecify.annotations.NullMarked;
