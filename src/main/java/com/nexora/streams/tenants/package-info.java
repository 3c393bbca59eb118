/** What a tenant may set: its JSON form, its checks, and the filters with their conditions. */
@NullMarked
package com.nexora.streams.tenants;

import org.jspecify.annotations.NullMarked;
