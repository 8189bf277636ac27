package org.hospitalhub.wiring.storage;

import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.scheduling.annotation.Scheduled;

/** Closes files to others that were made since: Java cannot tell the broker with which rights to make its journal. */
@Configuration(proxyBeanMethods = false)
class FileModesTask {

    private final DataFolder folder;

    FileModesTask(DataFolder folder) {
        this.folder = folder;
    }

    /** Once everything has made its files, and now and then for those that are made later. */
    @EventListener(ApplicationReadyEvent.class)
    @Scheduled(initialDelayString = "PT5M", fixedDelayString = "PT5M")
    void close() {
        folder.closeToOthers();
    }
}
