/* Confidence that means what it says, and from where on to say "unsure". */
#include "recognise.h"

#include <math.h>

static double loss_at(const float *scores, const uint32_t *labels, size_t rows, size_t classes,
                      double temperature)
{
    double loss = 2 * log(temperature) * log(temperature); /* few pictures, all right: near 1 */
    for (size_t r = 0; r < rows; r++) {
        const float *row = scores + r * classes;
        double       most = (double)row[0], sum = 0;
        for (size_t k = 1; k < classes; k++) most = fmax(most, (double)row[k]);
        for (size_t k = 0; k < classes; k++) sum += exp(((double)row[k] - most) / temperature);
        loss += log(sum) - ((double)row[labels[r]] - most) / temperature;
    }
    return loss;
}

/* Golden section on the logarithm; the loss has one valley. */
double ri_temperature_fit(const float *scores, const uint32_t *labels, size_t rows, size_t classes)
{
    const double ratio = 0.6180339887498949;
    double       low = log(0.05), high = log(20);
    if (!rows) return 1;
    for (int i = 0; i < 40; i++) {
        const double a = high - ratio * (high - low), b = low + ratio * (high - low);
        if (loss_at(scores, labels, rows, classes, exp(a)) <
            loss_at(scores, labels, rows, classes, exp(b)))
            high = b;
        else
            low = a;
    }
    return exp((low + high) / 2);
}

struct answer {
    double confidence;
    bool   right;
};

static int by_confidence(const void *a, const void *b)
{
    const struct answer *x = a, *y = b;
    if (x->confidence != y->confidence) return x->confidence > y->confidence ? -1 : 1;
    return x->right - y->right; /* wrong ones first: a tie is not used in our favour */
}

struct ri_surety ri_surety_choose(const float *probability, const uint32_t *labels, size_t rows,
                                  size_t classes, double wanted)
{
    struct ri_surety best = {0};
    struct answer   *list = malloc((rows ? rows : 1) * sizeof *list);
    double           right = 0;
    if (!list) return best;
    for (size_t r = 0; r < rows; r++) {
        const float *row = probability + r * classes;
        size_t       at = 0;
        for (size_t k = 1; k < classes; k++)
            if (row[k] > row[at]) at = k;
        list[r] = (struct answer){(double)row[at], at == labels[r]};
    }
    qsort(list, rows, sizeof *list, by_confidence);
    bool reached = false;
    for (size_t r = 0; r < rows; r++) {
        right += list[r].right;
        if (r + 1 < rows && list[r + 1].confidence == list[r].confidence) continue;
        const double precision = right / (double)(r + 1), coverage = (double)(r + 1) / (double)rows;
        if (precision >= wanted || (!reached && precision >= best.precision)) {
            best = (struct ri_surety){floor(list[r].confidence * 1000) / 1000, coverage, precision};
            reached = reached || precision >= wanted;
        }
    }
    free(list);
    return best;
}
