/* What a network's scores are worth, and how fast it may learn. */
#include "network.h"

#include <math.h>

void ri_softmax(const float *scores, size_t rows, size_t classes, double temperature, float *ret)
{
    for (size_t r = 0; r < rows; r++, scores += classes, ret += classes) {
        double most = (double)scores[0], sum = 0;
        for (size_t k = 1; k < classes; k++) most = fmax(most, (double)scores[k]);
        for (size_t k = 0; k < classes; k++) {
            const double e = exp(((double)scores[k] - most) / temperature);
            ret[k] = (float)e;
            sum += e;
        }
        for (size_t k = 0; k < classes; k++) ret[k] = (float)((double)ret[k] / sum);
    }
}

double ri_softmax_loss(const float *scores, const float *targets, size_t rows, size_t classes,
                       float *probability, float *gradient)
{
    double loss = 0;
    for (size_t r = 0; r < rows; r++) {
        const float *score = scores + r * classes, *target = targets + r * classes;
        double       most = (double)score[0], sum = 0;
        for (size_t k = 1; k < classes; k++) most = fmax(most, (double)score[k]);
        for (size_t k = 0; k < classes; k++) sum += exp((double)score[k] - most);
        const double log_sum = most + log(sum);
        for (size_t k = 0; k < classes; k++) {
            const double p = exp((double)score[k] - log_sum);
            loss -= (double)target[k] * ((double)score[k] - log_sum);
            if (probability) probability[r * classes + k] = (float)p;
            if (gradient)
                gradient[r * classes + k] = (float)((p - (double)target[k]) / (double)rows);
        }
    }
    return rows ? loss / (double)rows : 0;
}

struct ri_optimiser ri_optimiser_adam(void)
{
    return (struct ri_optimiser){
        .kind = RI_OPTIMISER_ADAM, .rate = 1e-3f, .beta1 = 0.9f, .beta2 = 0.999f, .epsilon = 1e-7f};
}

float ri_schedule_rate(const struct ri_schedule *schedule, uint64_t step)
{
    const double rate = (double)schedule->rate, pi = 3.14159265358979323846;
    if (step < schedule->warm_up)
        return (float)(rate * (double)(step + 1) / (double)schedule->warm_up);
    if (!schedule->cosine || schedule->steps <= schedule->warm_up) return schedule->rate;
    const double at =
        (double)(step - schedule->warm_up) / (double)(schedule->steps - schedule->warm_up);
    const double low = rate * (double)schedule->last;
    return (float)(low + (rate - low) * 0.5 * (1 + cos(pi * fmin(at, 1))));
}
