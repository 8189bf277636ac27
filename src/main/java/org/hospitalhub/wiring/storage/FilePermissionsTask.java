package org.hospitalhub.wiring.storage;

import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.scheduling.annotation.Scheduled;

/**
 * Takes permissions of other users away from new files regularly: the permissions of the broker's journal cannot be configured, so
 * gets.
 */
@Configuration(proxyBeanMethods = false)
class FilePermissionsTask {

    private final DataFolder folder;

    FilePermissionsTask(DataFolder folder) {
        this.folder = folder;
    }

    /** Once everything has made its files, and now and then for those that are made later. */
    @EventListener(ApplicationReadyEvent.class)
    @Scheduled(initialDelayString = "PT5M", fixedDelayString = "PT5M")
    void close() {
        folder.closeToOthers();
    }
}
