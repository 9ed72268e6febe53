/** Reads a bar code with the camera, where the browser can: over https or on this machine. */
import { useSignal, type Signal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { Dialog } from '../../ui/dialog.tsx';

interface Detector {
    detect: (source: HTMLVideoElement) => Promise<readonly { rawValue: string }[]>;
}
type DetectorClass = new (options: { formats: readonly string[] }) => Detector;

const FORMATS = ['ean_13', 'ean_8', 'upc_a', 'upc_e', 'code_128', 'itf'];
const EVERY_MS = 200;

function detectorClass(): DetectorClass | null {
    return (window as { BarcodeDetector?: DetectorClass }).BarcodeDetector ?? null;
}

export function canScan(): boolean {
    return window.isSecureContext && detectorClass() !== null && 'mediaDevices' in navigator;
}

export function ScanDialog({ open, found }: { open: Signal<boolean>; found: (code: string) => void }) {
    return (
        <Dialog title="Scan a bar code" open={open}>
            {open.value && (
                <Camera
                    found={(code) => {
                        open.value = false;
                        found(code);
                    }}
                />
            )}
        </Dialog>
    );
}

function Camera({ found }: { found: (code: string) => void }) {
    const video = useRef<HTMLVideoElement>(null);
    const trouble = useSignal('');
    useEffect(() => {
        const Reader = detectorClass();
        if (!Reader || !video.current) return undefined;
        const stop = watchCamera(video.current, new Reader({ formats: FORMATS }), found, (words) => (trouble.value = words));
        return stop;
    }, []);
    return (
        <>
            <video ref={video} muted playsInline aria-label="Camera" />
            <p role="status">{trouble.value || 'Hold the bars before the camera.'}</p>
        </>
    );
}

/** Looks several times a second until it reads a code; returns what ends it. */
function watchCamera(video: HTMLVideoElement, reader: Detector, found: (code: string) => void, fail: (words: string) => void): () => void {
    let stream: MediaStream | null = null;
    let timer = 0;
    let ended = false;
    const look = async () => {
        const [code] = await reader.detect(video).catch(() => []);
        if (code && !ended) found(code.rawValue);
        else if (!ended) timer = window.setTimeout(() => void look(), EVERY_MS);
    };
    const start = async () => {
        stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' } });
        if (ended) return stream.getTracks().forEach((track) => track.stop());
        video.srcObject = stream;
        await video.play();
        await look();
    };
    start().catch(() => fail('The camera cannot be used here. Type the number under the bars.'));
    return () => {
        ended = true;
        window.clearTimeout(timer);
        stream?.getTracks().forEach((track) => track.stop());
    };
}
