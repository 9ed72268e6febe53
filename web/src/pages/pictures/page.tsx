/** Pictures: what a photo shows, with the product's stock, price and forecast; the models, and how they learnt. */
import { useEffect } from 'preact/hooks';
import { useSignal } from '@preact/signals';
import { Head } from '../../frame/head.tsx';
import { useStores } from '../../state/catalogue.ts';
import { filters } from '../../state/filters.ts';
import { useAnswer } from '../../state/query.ts';
import { session } from '../../state/session.ts';
import { ListMenu } from '../../ui/list_menu.tsx';
import { CurveCard } from './curve_card.tsx';
import { readModels, readSeen, wordsOf } from './figures.ts';
import { look } from './look.ts';
import { LookCard } from './look_card.tsx';
import { ModelsCard } from './models_card.tsx';
import { ProductCard } from './product_card.tsx';

const ASK_MS = 3000; // how a training gets on

export default function Pictures() {
    const stores = useStores();
    const store = filters.value.store[0] ?? session.value?.stores?.[0] ?? stores[0] ?? '';
    const models = useAnswer('vision.models', {});
    const picked = useSignal('');
    const list = readModels(models.result);
    const kept = list.filter((model) => !model.isTraining);
    const chosen = list.find((model) => model.name === picked.value) ?? list[0];
    const answering = kept.find((model) => model.name === chosen?.name) ?? kept[0];
    const curve = useAnswer('vision.curve', chosen ? { model: chosen.name } : null);
    const running = list.some((model) => model.isTraining);
    useEffect(() => {
        if (!running) return undefined;
        const timer = window.setInterval(() => {
            models.retry();
            curve.retry();
        }, ASK_MS);
        return () => window.clearInterval(timer);
    }, [running, chosen?.name]);
    const seen = readSeen(look.value.result);
    return (
        <div class="pictures">
            <Head title="Pictures" sub="What a photo shows, and how that was learnt" />
            {stores.length > 1 && (
                <div class="filters">
                    <ListMenu label="Store" name="store" all={stores} chosen={[store]} />
                </div>
            )}
            {answering && (
                <div class="grid pair">
                    <LookCard model={answering.name} />
                    <ProductCard words={seen ? wordsOf(seen.best) : ''} store={store} />
                </div>
            )}
            <ModelsCard answer={models} chosen={chosen?.name ?? ''} choose={(name) => (picked.value = name)} />
            {chosen && (
                <div class="grid pair">
                    <CurveCard answer={curve} model={chosen.name} what="loss" />
                    <CurveCard answer={curve} model={chosen.name} what="right" />
                </div>
            )}
        </div>
    );
}
