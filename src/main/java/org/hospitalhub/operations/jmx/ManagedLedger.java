package org.hospitalhub.operations.jmx;

import java.util.Map;
import java.util.TreeMap;
import org.hospitalhub.ledger.Numbers;
import org.springframework.jmx.export.annotation.ManagedAttribute;
import org.springframework.jmx.export.annotation.ManagedResource;
import org.springframework.stereotype.Component;

/** Numbers of the ledger as JMX bean for Hawtio. JMX needs it public. */
@Component
@ManagedResource(objectName = "org.hospitalhub:type=Ledger", description = "Orders in the ledger and its size")
public final class ManagedLedger {

    private final Numbers numbers;

    ManagedLedger(Numbers numbers) {
        this.numbers = numbers;
    }

    /** Counts orders by operation and state. */
    @ManagedAttribute(description = "Orders by operation and state")
    public Map<String, Map<String, Long>> getOrders() {
        Map<String, Map<String, Long>> all = new TreeMap<>();
        numbers.orders().forEach((operation, counts) -> {
            Map<String, Long> words = new TreeMap<>();
            counts.forEach((state, count) -> words.put(state.word(), count));
            all.put(operation, words);
        });
        return all;
    }

    /** Returns how many bytes the ledger takes on its disk. */
    @ManagedAttribute(description = "Size on disk in bytes")
    public long getBytes() {
        return numbers.bytes();
    }
}
